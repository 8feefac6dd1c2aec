using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace LoadOperator.Runtime.Tests;

public sealed class ControllerRuntimeOptionsTests
{
    [Fact]
    public void AddControllerRuntime_Defaults_AreTaken() =>
        Add(new ControllerRuntimeOptions { LeaderElection = Election() });

    [Theory]
    [InlineData(15, 15, 2, "RenewDeadline")] // two could act at once
    [InlineData(15, 10, 10, "RetryPeriod")] // it would never be tried again
    [InlineData(15, 10, 0, "RetryPeriod")]
    public void AddControllerRuntime_TimesOfTheLeaseOutOfOrder_AreRefused(int lease, int deadline, int retry, string named)
    {
        var election = Election() with { LeaseDuration = TimeSpan.FromSeconds(lease), RenewDeadline = TimeSpan.FromSeconds(deadline), RetryPeriod = TimeSpan.FromSeconds(retry) };

        Assert.Contains(named, Assert.Throws<ArgumentException>(() => Add(new ControllerRuntimeOptions { LeaderElection = election })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddControllerRuntime_SettingsThatMakeNoSense_AreRefusedByName()
    {
        Assert.Contains("MaxConcurrentReconciles is 0", Refusal(new ControllerRuntimeOptions { MaxConcurrentReconciles = 0 }), StringComparison.Ordinal);
        Assert.Contains("FieldManager", Refusal(new ControllerRuntimeOptions { FieldManager = " " }), StringComparison.Ordinal);
        Assert.Contains("Namespaces", Refusal(new ControllerRuntimeOptions { Namespaces = ["shop", ""] }), StringComparison.Ordinal);
        Assert.Contains("Identity", Refusal(new ControllerRuntimeOptions { LeaderElection = Election() with { Identity = "" } }), StringComparison.Ordinal);
    }

    [Fact]
    public void AddController_OneKindByTwoSelectors_IsRefused()
    {
        var runtime = Add(new ControllerRuntimeOptions());
        runtime.AddController<NoController<V1ConfigMap>, V1ConfigMap>(c => c.Owns<V1Pod>("a=b"));

        var refusal = Assert.Throws<InvalidOperationException>(() => runtime.AddController<NoController<V1Secret>, V1Secret>(c => c.Owns<V1Pod>("a=c")));

        Assert.Contains("V1Pod is followed by the labels 'a=b'", refusal.Message, StringComparison.Ordinal);
        runtime.AddController<NoController<V1Service>, V1Service>(c => c.Owns<V1Pod>("a=b"));
    }

    private static string Refusal(ControllerRuntimeOptions options) => Assert.Throws<ArgumentException>(() => Add(options)).Message;

    private static ControllerRuntimeBuilder Add(ControllerRuntimeOptions options) => new ServiceCollection().AddControllerRuntime(options);

    private static LeaderElectionOptions Election() => new() { Namespace = "n", LeaseName = "l", Identity = "me" };

    private sealed class NoController<T> : IEntityController<T>
        where T : class, k8s.IKubernetesObject<V1ObjectMeta>
    {
        public Task<ReconciliationResult<T>> ReconcileAsync(T entity, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ReconciliationResult<T>> DeletedAsync(T entity, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
