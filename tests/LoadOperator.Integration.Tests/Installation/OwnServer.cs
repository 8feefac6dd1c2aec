using LoadOperator.Integration.Tests.ApiServer;

namespace LoadOperator.Integration.Tests.Installation;

/// <summary>An API server for these tests alone: an operator that looks at all namespaces would run the campaigns of other tests.</summary>
public sealed class OwnServer : IAsyncLifetime
{
    public ApiServerFixture Server { get; } = new();

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
