using System.Diagnostics;

namespace LoadOperator.Runtime;

/// <summary>The traces of the runtime: one for each reconcile. docs/reference/telemetry.md lists them.</summary>
public static class RuntimeTracing
{
    public const string SourceName = "LoadOperator.Runtime";

    private static readonly ActivitySource Source = new(SourceName);

    /// <returns>Null where nobody listens.</returns>
    internal static Activity? Reconcile(string kind, EntityKey key)
    {
        var activity = Source.StartActivity("reconcile");
        activity?.SetTag("loadoperator.object.kind", kind);
        activity?.SetTag("k8s.namespace.name", key.Namespace);
        activity?.SetTag("loadoperator.object.name", key.Name);
        return activity;
    }
}
