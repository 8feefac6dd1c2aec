using System.Net;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Where a target's requests go: its endpoints in turn, or the one address of its URL.</summary>
internal sealed class EndpointRing
{
    private readonly DnsEndPoint[] _endpoints;
    private int _next = -1;

    /// <exception cref="FormatException">An endpoint is not <c>host:port</c>.</exception>
    public EndpointRing(TargetAddress target) =>
        _endpoints = target.Endpoints.Count == 0 ? [EndPointOf(new Uri(target.Url))] : [.. target.Endpoints.Select(Parse)];

    public int Count => _endpoints.Length;

    public DnsEndPoint this[int index] => _endpoints[index];

    /// <summary>The index of the endpoint whose turn it is.</summary>
    public int Next() => (int)((uint)Interlocked.Increment(ref _next) % (uint)_endpoints.Length);

    private static DnsEndPoint Parse(string endpoint) =>
        Uri.TryCreate($"tcp://{endpoint}", UriKind.Absolute, out var uri) && uri.Port > 0
            ? EndPointOf(uri)
            : throw new FormatException($"endpoint '{endpoint}' is not host:port");

    /// <summary>IdnHost is the host without the brackets of an IPv6 address.</summary>
    private static DnsEndPoint EndPointOf(Uri uri) => new(uri.IdnHost, uri.Port);
}
