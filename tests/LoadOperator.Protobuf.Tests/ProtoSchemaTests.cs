namespace LoadOperator.Protobuf.Tests;

public sealed class ProtoSchemaTests
{
    private const string Common = """syntax = "proto3"; package shop; message Empty {}""";

    [Fact]
    public void Compile_FilesThatImportEachOther_AreFoundByTheLastPartOfThePath()
    {
        var schema = Compile(("common.proto", Common), ("orders.proto", """syntax = "proto3"; import "shop/v1/common.proto"; service S { rpc Do (shop.Empty) returns (shop.Empty); }"""));

        Assert.Equal(".shop.Empty", schema.Method("S/Do").Input.Name);
    }

    [Theory]
    [InlineData("message {", "a.proto:1:")]
    [InlineData("""import "missing.proto";""", "missing.proto")]
    [InlineData("""message M { Nope n = 1; }""", "Nope")]
    [InlineData("""import "/etc/passwd";""", "rooted")]
    public void Compile_Mistake_SaysWhere(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ProtoException>(() => Compile(("a.proto", "syntax = \"proto3\"; " + text))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("S/Dont", "'S/Dont': there is no such method; allowed: S/Do, S/Watch")]
    [InlineData("Do", "'Do': there is no such method")]
    [InlineData("S/Watch", "'S/Watch' streams; allowed: unary methods")]
    public void Method_NoUnaryMethod_IsRefused(string method, string expected)
    {
        var schema = Compile(("a.proto", """syntax = "proto3"; message E {} service S { rpc Do (E) returns (E); rpc Watch (E) returns (stream E); }"""));

        Assert.StartsWith(expected, Assert.Throws<ProtoException>(() => schema.Method(method)).Message, StringComparison.Ordinal);
    }

    private static ProtoSchema Compile(params (string Name, string Text)[] files) => ProtoSchema.Compile(files.ToDictionary(f => f.Name, f => f.Text));
}
