using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using LoadOperator.Model;

namespace LoadOperator.Operator;

/// <summary>How options are read that System.CommandLine knows otherwise.</summary>
internal static class CommandLine
{
    /// <summary>A length of time as everywhere in Kubernetes (90s, 5m), or as .NET writes it (00:01:30).</summary>
    public static TimeSpan Duration(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        // A bare number would be days.
        if (!Model.Duration.TryParse(text, out var duration) && text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time)) duration = new Duration(time);
        if (duration <= Model.Duration.Zero) argument.AddError($"'{text}' is no time for {(argument.Parent as OptionResult)?.Option.Name}; allowed: a duration above zero such as 90s, 5m or 1h");
        return duration;
    }

    /// <summary>Networks in CIDR notation.</summary>
    public static IPNetwork[] Networks(ArgumentResult argument)
    {
        var networks = new List<IPNetwork>();
        foreach (var token in argument.Tokens)
        {
            if (IPNetwork.TryParse(token.Value, out var network)) networks.Add(network);
            else argument.AddError($"'{token.Value}' is no network for {(argument.Parent as OptionResult)?.Option.Name}; allowed: CIDR notation such as 169.254.0.0/16");
        }

        return [.. networks];
    }
}
