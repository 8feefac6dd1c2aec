extern alias google;
using System.Text;
using google::Google.Protobuf;
using Descriptor = google::Google.Protobuf.Reflection.FileDescriptorProto;
using Duration = google::Google.Protobuf.WellKnownTypes.Duration;
using Timestamp = google::Google.Protobuf.WellKnownTypes.Timestamp;

namespace LoadOperator.Protobuf.Tests;

public sealed class ProtoJsonTests
{
    private const string Orders = """
        syntax = "proto3";
        package shop.v1;
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/duration.proto";
        import "google/protobuf/wrappers.proto";
        import "google/protobuf/struct.proto";
        message Everything {
          double d = 1; float f = 2; int32 i = 3; int64 l = 4; uint32 ui = 5; uint64 ul = 6; sint32 si = 7; sint64 sl = 8;
          fixed32 fi = 9; fixed64 fl = 10; sfixed32 sfi = 11; sfixed64 sfl = 12; bool yes = 13; string text = 14; bytes raw = 15;
          Kind kind = 16; Everything inner = 17; repeated int32 many = 18; repeated string names = 19; map<string, int32> counts = 20; map<int32, Everything> by_number = 21; map<bool, string> flags = 22;
          oneof choice { string left = 23; int32 right = 24; }
          google.protobuf.Timestamp at = 25; google.protobuf.Duration took = 26; google.protobuf.StringValue maybe = 27; google.protobuf.Struct free = 28;
          int32 snake_case = 29;
          enum Kind { NONE = 0; SOME = 1; LESS = -1; }
        }
        service Orders { rpc Create (Everything) returns (Everything); rpc Watch (Everything) returns (stream Everything); }
        """;

    private static readonly MessageShape Everything = ProtoSchema.Compile(new Dictionary<string, string> { ["orders.proto"] = Orders }).Method("shop.v1.Orders/Create").Input;

    // The first three are those of https://protobuf.dev/programming-guides/encoding.
    [Theory]
    [InlineData("""{"i": 150}""", "18 96 01")]
    [InlineData("""{"text": "testing"}""", "72 07 74 65 73 74 69 6E 67")]
    [InlineData("""{"many": [3, 270, 86942]}""", "92 01 06 03 8E 02 9E A7 05")]
    [InlineData("""{"i": -1}""", "18 FF FF FF FF FF FF FF FF FF 01")]
    [InlineData("""{"si": -2}""", "38 03")]
    [InlineData("""{"sl": "-9223372036854775808"}""", "40 FF FF FF FF FF FF FF FF FF 01")]
    [InlineData("""{"ul": "18446744073709551615"}""", "30 FF FF FF FF FF FF FF FF FF 01")]
    [InlineData("""{"ui": 4294967295}""", "28 FF FF FF FF 0F")]
    [InlineData("""{"d": 1.5}""", "09 00 00 00 00 00 00 F8 3F")]
    [InlineData("""{"f": "-Infinity"}""", "15 00 00 80 FF")]
    [InlineData("""{"fi": 1, "sfi": -2}""", "4D 01 00 00 00 5D FE FF FF FF")]
    [InlineData("""{"fl": 1, "sfl": -2}""", "51 01 00 00 00 00 00 00 00 61 FE FF FF FF FF FF FF FF")]
    [InlineData("""{"yes": true, "raw": "AQI="}""", "68 01 7A 02 01 02")]
    [InlineData("""{"kind": "SOME"}""", "80 01 01")]
    [InlineData("""{"kind": -1}""", "80 01 FF FF FF FF FF FF FF FF FF 01")]
    [InlineData("""{"inner": {"inner": {"i": 1}}}""", "8A 01 05 8A 01 02 18 01")]
    [InlineData("""{"names": ["a", ""]}""", "9A 01 01 61 9A 01 00")]
    [InlineData("""{"many": []}""", "")]
    [InlineData("""{"counts": {"a": 1}}""", "A2 01 05 0A 01 61 10 01")]
    [InlineData("""{"byNumber": {"7": {"i": 1}}}""", "AA 01 06 08 07 12 02 18 01")]
    [InlineData("""{"flags": {"true": "x"}}""", "B2 01 05 08 01 12 01 78")]
    [InlineData("""{"snakeCase": 1}""", "E8 01 01")]
    [InlineData("""{"snake_case": 1, "text": null}""", "E8 01 01")]
    [InlineData("""{"maybe": "x"}""", "DA 01 03 0A 01 78")]
    public void Encode_Json_IsTheWireFormat(string json, string hex) =>
        Assert.Equal(hex, string.Join(' ', ProtoJson.Encode(Everything, Encoding.UTF8.GetBytes(json)).Select(b => b.ToString("X2", null))));

    /// <summary>Google's own library as the judge, on a message of every shape that its own descriptors have.</summary>
    [Fact]
    public void Encode_Descriptor_IsWhatGooglesOwnParserMakesOfIt()
    {
        const string Json = """
            {"name": "a.proto", "package": "p", "dependency": ["b.proto", "c.proto"], "publicDependency": [1, 0],
             "messageType": [{"name": "M", "field": [{"name": "f", "number": 150, "label": "LABEL_REPEATED", "type": "TYPE_SINT64", "options": {"packed": true, "uninterpretedOption": [{"doubleValue": 1.25, "negativeIntValue": "-5", "stringValue": "aGVsbG8="}]}}], "extensionRange": [{"start": 1, "end": 536870912}]}],
             "options": {"javaPackage": "grün", "optimizeFor": "LITE_RUNTIME"}}
            """;
        var schema = ProtoSchema.Compile(new Dictionary<string, string>
        {
            ["service.proto"] = """syntax = "proto2"; import "google/protobuf/descriptor.proto"; message Nothing {} service S { rpc Give (google.protobuf.FileDescriptorProto) returns (Nothing); }""",
        });

        var bytes = ProtoJson.Encode(schema.Method("S/Give").Input, Encoding.UTF8.GetBytes(Json));

        Assert.Equal(JsonParser.Default.Parse<Descriptor>(Json), Descriptor.Parser.ParseFrom(bytes));
    }

    [Theory]
    [InlineData("2030-01-31T12:00:00.5Z")]
    [InlineData("1969-12-31T23:59:59.750Z")]
    [InlineData("2030-01-31T12:00:00+02:00")]
    public void Encode_Timestamp_IsGoogles(string time) => Assert.Equal(JsonParser.Default.Parse<Timestamp>($"\"{time}\""), Timestamp.Parser.ParseFrom(Field($$"""{"at": "{{time}}"}""")));

    [Theory]
    [InlineData("1.5s")]
    [InlineData("-0.25s")]
    [InlineData("3s")]
    public void Encode_Duration_IsGoogles(string time) => Assert.Equal(JsonParser.Default.Parse<Duration>($"\"{time}\""), Duration.Parser.ParseFrom(Field($$"""{"took": "{{time}}"}""")));

    [Theory]
    [InlineData("""{"i": "x"}""", "message.i: 'x': allowed: a whole number from -2147483648 to 2147483647")]
    [InlineData("""{"i": 2147483648}""", "message.i: '2147483648': allowed: a whole number")]
    [InlineData("""{"ui": -1}""", "message.ui: '-1'")]
    [InlineData("""{"i": 1.5}""", "message.i: '1.5'")]
    [InlineData("""{"yes": "true"}""", "message.yes: 'true': allowed: true or false")]
    [InlineData("""{"text": 5}""", "message.text: '5': allowed: text")]
    [InlineData("""{"raw": "*"}""", "message.raw: '*': allowed: base64")]
    [InlineData("""{"kind": "MANY"}""", "message.kind: 'MANY': allowed: NONE, SOME, LESS")]
    [InlineData("""{"inner": {"nope": 1}}""", "message.inner.nope: unknown field of shop.v1.Everything; allowed: d, f,")]
    [InlineData("""{"many": 1}""", "message.many: '1': allowed: a list")]
    [InlineData("""{"names": ["a", 1]}""", "message.names[1]: '1'")]
    [InlineData("""{"counts": {"a": "b"}}""", "message.counts.a: 'b'")]
    [InlineData("""{"flags": {"maybe": "b"}}""", "message")]
    [InlineData("""{"at": "noon"}""", "message.at: 'noon': allowed: a time")]
    [InlineData("""{"took": "5"}""", "message.took: '5': allowed: seconds")]
    [InlineData("[]", "message: '[]': allowed: an object")]
    [InlineData("{", "message: is not JSON")]
    public void Encode_Mistake_NamesTheField(string json, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<ProtoException>(() => ProtoJson.Encode(Everything, Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    /// <summary>The bytes of the one field's message.</summary>
    private static byte[] Field(string json) => ProtoJson.Encode(Everything, Encoding.UTF8.GetBytes(json))[3..];
}
