using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Spec;

/// <summary>A name with the same value in all requests of the campaign. A value by reference is read by the generators alone: no plan, status, log or result holds it.</summary>
public sealed record WorkloadVariable : IHasRules<WorkloadVariable>
{
    /// <summary>Before the name of the environment variable by which a generator gets a value from a Secret or a ConfigMap.</summary>
    public const string EnvironmentPrefix = "WORKLOAD_VARIABLE_";

    [Description("The variable's name: steps write {{name}}.")]
    [Length(1, 63)]
    [Format(VariableName.Pattern, VariableName.Allowed)]
    public required string Name { get; init; }

    [Description("The value itself, for everybody to read.")]
    [Length(0, 4096)]
    public string? Value { get; init; }

    [Description("An entry of a Secret in the campaign's namespace. With loadctl run: the environment variable WORKLOAD_VARIABLE_NAME.")]
    public KeyReference? SecretKeyRef { get; init; }

    [Description("An entry of a ConfigMap in the campaign's namespace. With loadctl run: the environment variable WORKLOAD_VARIABLE_NAME.")]
    public KeyReference? ConfigMapKeyRef { get; init; }

    [Description("An environment variable of the generator: in a cluster one of generator.podTemplate.env, with loadctl run one of its own.")]
    [Length(1, 253)]
    [Format("^[A-Za-z_][0-9A-Za-z_]*$", VariableName.Allowed)]
    public string? Env { get; init; }

    /// <summary>The environment variable of the generator that holds the value; null where it stands in the manifest.</summary>
    [JsonIgnore]
    public string? EnvironmentName => Value is null ? Env ?? EnvironmentPrefix + Name : null;

    public static IReadOnlyList<Rule<WorkloadVariable>> Rules { get; } =
    [
        new("name", VariableName.NotReserved, VariableName.NotReservedInCel, variable => !VariableName.IsReserved(variable.Name)),
        new("", "needs exactly one of value, secretKeyRef, configMapKeyRef and env", "[has(self.value), has(self.secretKeyRef), has(self.configMapKeyRef), has(self.env)].filter(x, x).size() == 1",
            variable => new object?[] { variable.Value, variable.SecretKeyRef, variable.ConfigMapKeyRef, variable.Env }.Count(x => x is not null) == 1),
    ];
}
