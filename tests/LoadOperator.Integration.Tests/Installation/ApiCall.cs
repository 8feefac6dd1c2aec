namespace LoadOperator.Integration.Tests.Installation;

/// <summary>A request to the API server, in the words of its permissions.</summary>
/// <param name="Verb">An applied object that is not there yet is created: <c>patch</c> stands for both.</param>
/// <param name="Group">Empty for the core API.</param>
/// <param name="Resource">With its subresource, such as <c>loadcampaigns/status</c>.</param>
/// <param name="Namespace">Empty where the whole cluster is asked.</param>
internal sealed record ApiCall(string Verb, string Group, string Resource, string Namespace, int Status)
{
    public static ApiCall Of(string method, string path, string query, int status)
    {
        var parts = path.Trim('/').Split('/');
        var (group, rest) = parts[0] == "api" ? ("", parts[2..]) : (parts[1], parts[3..]);
        var @namespace = "";
        if (rest is ["namespaces", var name, _, ..]) (@namespace, rest) = (name, rest[2..]);
        var verb = method switch
        {
            "GET" when query.Contains("watch=true", StringComparison.Ordinal) => "watch",
            "GET" => rest.Length > 1 ? "get" : "list",
            "POST" => "create",
            "PUT" => "update",
            _ => method.ToLowerInvariant(),
        };
        return new ApiCall(verb, group, rest.Length > 2 ? $"{rest[0]}/{rest[2]}" : rest[0], @namespace, status);
    }
}
