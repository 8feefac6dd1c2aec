extern alias google;
using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using google::Google.Protobuf;
using google::Google.Protobuf.Reflection;
using google::Google.Protobuf.WellKnownTypes;
using Descriptor = google::Google.Protobuf.Reflection.FileDescriptorProto;

namespace LoadOperator.Protobuf.Tests;

/// <summary>Answers as JSON, with Google's own library as the judge.</summary>
public sealed class DecodingTests
{
    private static readonly ProtoSchema Google = ProtoSchema.Compile(new Dictionary<string, string>
    {
        ["service.proto"] = """
            syntax = "proto3";
            import "google/protobuf/any.proto"; import "google/protobuf/api.proto"; import "google/protobuf/descriptor.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/empty.proto";
            import "google/protobuf/field_mask.proto"; import "google/protobuf/struct.proto"; import "google/protobuf/timestamp.proto"; import "google/protobuf/type.proto"; import "google/protobuf/wrappers.proto";
            message Many {
              repeated google.protobuf.Any any = 1; google.protobuf.Value value = 2; google.protobuf.NullValue nothing = 3; repeated google.protobuf.Value values = 4;
              oneof choice { string left = 5; int32 right = 6; Many inner = 7; } optional int32 perhaps = 8; int32 always = 9;
              map<string, Many> by_name = 10; repeated int32 packed = 11; bytes raw = 12; double d = 13; float f = 14; sint32 si = 15; uint64 ul = 16; Kind kind = 17; map<sint64, bool> flags = 18;
              enum Kind { NONE = 0; SOME = 1; }
            }
            service S {
              rpc Any(google.protobuf.Any) returns (google.protobuf.Any); rpc Api(google.protobuf.Api) returns (google.protobuf.Api); rpc File(google.protobuf.FileDescriptorProto) returns (google.protobuf.FileDescriptorProto);
              rpc Duration(google.protobuf.Duration) returns (google.protobuf.Duration); rpc Mask(google.protobuf.FieldMask) returns (google.protobuf.FieldMask); rpc Struct(google.protobuf.Struct) returns (google.protobuf.Struct);
              rpc Value(google.protobuf.Value) returns (google.protobuf.Value); rpc List(google.protobuf.ListValue) returns (google.protobuf.ListValue); rpc Time(google.protobuf.Timestamp) returns (google.protobuf.Timestamp);
              rpc Type(google.protobuf.Type) returns (google.protobuf.Type); rpc Text(google.protobuf.StringValue) returns (google.protobuf.StringValue); rpc Long(google.protobuf.Int64Value) returns (google.protobuf.Int64Value);
              rpc Real(google.protobuf.DoubleValue) returns (google.protobuf.DoubleValue); rpc Float(google.protobuf.FloatValue) returns (google.protobuf.FloatValue); rpc Bytes(google.protobuf.BytesValue) returns (google.protobuf.BytesValue);
              rpc Many(Many) returns (Many); rpc Empty(google.protobuf.Empty) returns (google.protobuf.Empty);
            }
            """,
    });

    private static readonly TypeRegistry Types = TypeRegistry.FromFiles(DescriptorReflection.Descriptor, ApiReflection.Descriptor, StructReflection.Descriptor, DurationReflection.Descriptor, WrappersReflection.Descriptor, EmptyReflection.Descriptor);

    private static readonly Dictionary<string, MessageParser> Parsers = new()
    {
        ["Any"] = Any.Parser,
        ["Api"] = Api.Parser,
        ["File"] = Descriptor.Parser,
        ["Duration"] = google::Google.Protobuf.WellKnownTypes.Duration.Parser,
        ["Mask"] = FieldMask.Parser,
        ["Struct"] = Struct.Parser,
        ["Value"] = Value.Parser,
        ["List"] = ListValue.Parser,
        ["Time"] = Timestamp.Parser,
        ["Type"] = google::Google.Protobuf.WellKnownTypes.Type.Parser,
        ["Text"] = StringValue.Parser,
        ["Long"] = Int64Value.Parser,
        ["Real"] = DoubleValue.Parser,
        ["Float"] = FloatValue.Parser,
        ["Bytes"] = BytesValue.Parser,
        ["Empty"] = google::Google.Protobuf.WellKnownTypes.Empty.Parser,
    };

    [Theory]
    [InlineData("Struct", """{"a": 1.5, "b": "t", "c": [true, null, {"d": {}}, []], "e": null, "grün": "\u0001\"\\"}""")]
    [InlineData("Struct", "{}")]
    [InlineData("Value", "null")]
    [InlineData("Value", "[1, [2, [3]]]")]
    [InlineData("Value", "-1e300")]
    [InlineData("List", """["a", 1, false, {"x": [null]}]""")]
    [InlineData("Mask", "\"name,homeAddress.cityName,x1\"")]
    [InlineData("Mask", "\"\"")]
    [InlineData("Any", """{"@type": "type.googleapis.com/google.protobuf.Struct", "value": {"a": [1]}}""")]
    [InlineData("Any", """{"@type": "type.googleapis.com/google.protobuf.Duration", "value": "1.500s"}""")]
    [InlineData("Any", """{"@type": "example.com/google.protobuf.StringValue", "value": "x"}""")]
    [InlineData("Any", """{"@type": "type.googleapis.com/google.protobuf.Empty", "value": {}}""")]
    [InlineData("Any", """{"@type": "type.googleapis.com/google.protobuf.Any", "value": {"@type": "type.googleapis.com/google.protobuf.Int64Value", "value": "-9"}}""")]
    [InlineData("Any", """{"@type": "type.googleapis.com/google.protobuf.FileDescriptorProto", "name": "m", "dependency": ["a", "b"]}""")]
    [InlineData("Api", """{"name": "a", "methods": [{"name": "m", "options": [{"name": "o", "value": {"@type": "type.googleapis.com/google.protobuf.BoolValue", "value": true}}]}], "sourceContext": {"fileName": "f"}}""")]
    [InlineData("Type", """{"name": "T", "fields": [{"kind": "TYPE_INT64", "cardinality": "CARDINALITY_REPEATED", "number": -3, "packed": true}], "oneofs": ["a", ""]}""")]
    [InlineData("File", """{"name": "a.proto", "publicDependency": [1, 0], "messageType": [{"field": [{"number": 150, "options": {"uninterpretedOption": [{"doubleValue": 1.25, "negativeIntValue": "-5", "stringValue": "aGVsbG8="}]}}]}], "options": {"optimizeFor": "LITE_RUNTIME"}}""")]
    [InlineData("Time", "\"1969-12-31T23:59:59.750Z\"")]
    [InlineData("Time", "\"9999-12-31T23:59:59.123456Z\"")]
    [InlineData("Duration", "\"-0.250s\"")]
    [InlineData("Duration", "\"315576000000s\"")]
    [InlineData("Text", "\"\"")]
    [InlineData("Long", "\"-9223372036854775808\"")]
    [InlineData("Real", "\"-Infinity\"")]
    [InlineData("Real", "0.1")]
    [InlineData("Float", "0.1")]
    [InlineData("Bytes", "\"AQL/\"")]
    [InlineData("Empty", "{}")]
    public void EncodeAndDecode_GooglesTypes_AreAsGoogleHasThem(string method, string json)
    {
        var parser = new JsonParser(JsonParser.Settings.Default.WithTypeRegistry(Types));
        var theirs = parser.Parse(json, Parsers[method].ParseFrom(ByteString.Empty).Descriptor);

        var bytes = ProtoJson.Encode(Shape(method), Encoding.UTF8.GetBytes(json));

        Assert.Equal(theirs, Parsers[method].ParseFrom(bytes));
        var expected = new JsonFormatter(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithTypeRegistry(Types)).Format(theirs);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(Decode(method, theirs.ToByteArray()))), $"{expected} and {Decode(method, theirs.ToByteArray())}");
    }

    [Theory]
    [InlineData("", """{"any":[],"value":null,"nothing":null,"values":[]""", "value")]
    [InlineData("48 00", """{"any":[],"nothing":null,"values":[],"always":0,"byName":{},"packed":[],"raw":"","d":0,"f":0,"si":0,"ul":"0","kind":"NONE","flags":{}}""", null)]
    [InlineData("40 00", "\"perhaps\":0,\"always\":0", null)]
    [InlineData("2A 01 61 30 05", "\"right\":5,", null)]
    [InlineData("30 05 2A 01 61", "\"left\":\"a\",", null)]
    [InlineData("3A 02 48 07 3A 02 40 08", "\"inner\":{\"any\":[],\"nothing\":null,\"values\":[],\"perhaps\":8,\"always\":7", null)]
    [InlineData("48 01 48 02", "\"always\":2", null)]
    [InlineData("58 01 5A 02 02 03", "\"packed\":[1,2,3]", null)]
    [InlineData("88 01 07", "\"kind\":7", null)]
    [InlineData("52 05 0A 01 61 12 00 52 03 0A 01 62", "\"byName\":{\"a\":{\"any\":[]", null)]
    [InlineData("92 01 02 08 03 92 01 04 08 03 10 01", "\"flags\":{\"-2\":true}", null)]
    [InlineData("78 03 80 01 FF FF FF FF FF FF FF FF FF 01", "\"si\":-2,\"ul\":\"18446744073709551615\"", null)]
    [InlineData("12 00", "\"value\":null", null)]
    // A field of a newer version, a number where a text should be, and a group.
    [InlineData("A0 06 05 2D 00 00 00 00 A3 06 A8 06 01 A4 06 48 03", "\"always\":3", null)]
    public void Decode_WireFormat_IsReadByItsRules(string hex, string part, string? absent)
    {
        var json = Decode("Many", Bytes(hex));
        if (absent is null) Assert.Contains(part, json, StringComparison.Ordinal);
        else Assert.DoesNotContain($"\"{absent}\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_AnyOfATypeThatNobodyDeclares_KeepsItsBytes()
    {
        var any = new Any { TypeUrl = "type.googleapis.com/shop.Unknown", Value = ByteString.CopyFrom(1, 2) };

        Assert.Equal("""{"@type":"type.googleapis.com/shop.Unknown","value":"AQI="}""", Decode("Any", any.ToByteArray()));
        Assert.Equal("{}", Decode("Any", []));
    }

    [Theory]
    [InlineData("Many", "48", "cut short")]
    [InlineData("Many", "48 FF", "cut short")]
    [InlineData("Many", "48 FF FF FF FF FF FF FF FF FF FF 01", "a number without end")]
    [InlineData("Many", "2A 05 61", "cut short")]
    [InlineData("Many", "2A FF FF FF FF FF FF FF FF FF 01", "cut short")]
    [InlineData("Many", "69 00", "cut short")]
    [InlineData("Many", "00", "is no field's tag")]
    [InlineData("Many", "4E", "the wire type 6")]
    [InlineData("Many", "4C", "the wire type 4")]
    [InlineData("Many", "A3 06 AC 06", "a group ends that had not begun")]
    [InlineData("Many", "2A 01 FF", "not UTF-8")]
    [InlineData("Many", "5A 01 80", "cut short")]
    [InlineData("Time", "08 FF FF FF FF FF FF FF FF 7F", "a time of")]
    [InlineData("Time", "10 80 94 EB DC 03", "a time of")]
    [InlineData("Duration", "08 01 10 FF FF FF FF FF FF FF FF FF 01", "a duration of")]
    public void Decode_WhatIsNoMessage_IsRefused(string method, string hex, string expected) =>
        Assert.Contains(expected, Assert.Throws<ProtoException>(() => Decode(method, Bytes(hex))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Many", 0x3A)]
    [InlineData("Value", 0x32)]
    public void Decode_NestedWithoutEnd_IsRefused(string method, byte tag)
    {
        byte[] message = [];
        for (var depth = 0; depth < 300; depth++)
            message = Field(tag, tag == 0x32 ? Field(0x0A, message) : message);

        Assert.Contains("more than 100 messages within each other", Assert.Throws<ProtoException>(() => Decode(method, message)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_GroupsWithinEachOther_AreBounded() =>
        Assert.Contains("more than 100 groups", Assert.Throws<ProtoException>(() => Decode("Many", [.. Enumerable.Repeat(new byte[] { 0xA3, 0x06 }, 50_000).SelectMany(b => b)])).Message, StringComparison.Ordinal);

    /// <summary>Entries of ten bytes, each of which stands for more than a hundred of JSON.</summary>
    [Fact]
    public void Decode_FewBytesThatMeanMuchText_AreBounded()
    {
        byte[] message = [.. Enumerable.Range(0, 40_000).SelectMany(i => Field(0x52, [0x0A, 4, .. Encoding.ASCII.GetBytes($"{i:x4}"), 0x12, 0]))];

        Assert.Contains("bytes of JSON", Assert.Throws<ProtoException>(() => Decode("Many", message)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_AnyBytes_GivesJsonOrARefusal()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            try
            {
                JsonDocument.Parse(Decode("Many", bytes)).Dispose();
            }
            catch (ProtoException)
            {
                // As it should be.
            }
        }
    }

    [Theory]
    [InlineData("Any", "{}", "message.@type: is missing")]
    [InlineData("Any", """{"@type": "type.googleapis.com/shop.Unknown"}""", "message.@type: 'type.googleapis.com/shop.Unknown': allowed: a type that one of the .proto files declares")]
    [InlineData("Any", """{"@type": "x/google.protobuf.Duration"}""", "message.value: is missing: google.protobuf.Duration")]
    [InlineData("Any", """{"@type": "x/Many", "nope": 1}""", "message.nope: unknown field of Many")]
    [InlineData("Mask", "\"snake_case\"", "message: 'snake_case': allowed: names of fields")]
    [InlineData("Mask", "5", "message: '5': allowed: text")]
    [InlineData("Struct", "[]", "message: '[]': allowed: an object")]
    [InlineData("List", "{}", "message: '{}': allowed: a list")]
    public void Encode_Mistake_NamesTheField(string method, string json, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<ProtoException>(() => ProtoJson.Encode(Shape(method), Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"value": null}""", "12 02 08 00")]
    [InlineData("""{"values": [null, "a"]}""", "22 02 08 00 22 03 1A 01 61")]
    [InlineData("""{"nothing": null}""", "18 00")]
    [InlineData("""{"values": null, "left": null}""", "")]
    public void Encode_Null_IsAValueWhereTheTypeHasOne(string json, string hex) =>
        Assert.Equal(hex, string.Join(' ', ProtoJson.Encode(Shape("Many"), Encoding.UTF8.GetBytes(json)).Select(b => b.ToString("X2", null))));

    private static MessageShape Shape(string method) => Google.Method("S/" + method).Input;

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static string Decode(string method, byte[] message)
    {
        var json = new ArrayBufferWriter<byte>();
        ProtoJson.Decode(Shape(method), message, json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static byte[] Field(byte tag, byte[] content)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        output.WriteRawTag(tag);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }
}
