using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>Where requests go: a Service of the cluster, or a URL.</summary>
public sealed record Target : IHasRules<Target>
{
    [Description("A Service of the cluster. Give this or url.")]
    public ServiceTarget? Service { get; init; }

    [Description("The base address, such as http://127.0.0.1:8080. Give this or service.")]
    [Length(1, 2048)]
    [Format(@"^https?://[^\s/?#]+(/[^\s?#]*)?$", "an http:// or https:// address without query or fragment")]
    public string? Url { get; init; }

    [Description("What is spoken with the target: Http1 (HTTP/1.1), or Http2 (HTTP/2; without TLS by prior knowledge, as gRPC services do).")]
    public HttpProtocol Protocol { get; init; } = HttpProtocol.Http1;

    [Description("How the target's certificate is checked, where the address is https.")]
    public TargetTls? Tls { get; init; }

    public static IReadOnlyList<Rule<Target>> Rules { get; } =
    [
        new("", "needs exactly one of service and url", "has(self.service) != has(self.url)", target => (target.Service is null) != (target.Url is null)),
        new("tls.caBundle", "PEM text with at least one certificate", Schema.Rules.NotInCel, target => target.Tls?.CaBundle is not { } bundle || Certificates.CanRead(bundle)),
        new("url", "an http:// or https:// address with a valid host and port, and without user name",
            "!has(self.url) || (isURL(self.url) && url(self.url).getHostname() != '' && !self.url.matches('^https?://[^/]*@') && (url(self.url).getPort() == '' || int(url(self.url).getPort()) <= 65535))",
            target => target.Url is null || (Uri.TryCreate(target.Url, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0)),
    ];

    /// <summary>What a person calls this target: the Service's name, or the host and port of the address.</summary>
    [JsonIgnore]
    public string DisplayName => Service?.Name ?? (Uri.TryCreate(Url, UriKind.Absolute, out var uri) ? uri.Authority : Url ?? "");
}

public sealed record ServiceTarget
{
    [Description("The Service's name.")]
    [Length(1, 63)]
    [Format("^[a-z]([-a-z0-9]*[a-z0-9])?$", "a DNS label: lower-case letters, digits and '-', starting with a letter")]
    public required string Name { get; init; }

    [Description("The Service's namespace, where it is not the campaign's own. The operator's configuration must name it.")]
    [Length(1, 63)]
    [Format("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "a DNS label: lower-case letters, digits and '-'")]
    public string? Namespace { get; init; }

    [Description("The Service's port.")]
    [Bounds(1, 65535)]
    public required int Port { get; init; }

    [Description("Whether requests go over TLS.")]
    public UrlScheme Scheme { get; init; } = UrlScheme.Http;
}

public sealed record TargetTls
{
    [Description("PEM certificates of the authorities that may have signed the target's certificate; without them, those that the system trusts.")]
    [Length(1, 65536)]
    [Format("-----BEGIN CERTIFICATE-----", "PEM text with at least one certificate")]
    public string? CaBundle { get; init; }

    [Description("The name that the target's certificate must carry and that requests name as their host, where it is not the address's host.")]
    [Length(1, 253)]
    [Format(@"^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$", "a host name")]
    public string? ServerName { get; init; }
}
