namespace LoadOperator.Model.Spec;

/// <summary>
/// The part of JSONPath (RFC 9535) that the generator reads: singular queries, which name one value by member names and indexes.
/// </summary>
public static class JsonPathText
{
    public const string Pattern = """^\$(\.[A-Za-z_][0-9A-Za-z_]*|\[(0|-?[1-9][0-9]{0,8})\]|\['[^'\\]+'\]|\["[^"\\]+"\])*$""";

    public const string Allowed = "a singular query of JSONPath (RFC 9535), such as $.items[0].id, $.items[-1] or $['order id']";
}
