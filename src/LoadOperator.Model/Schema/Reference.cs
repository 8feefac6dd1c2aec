namespace LoadOperator.Model.Schema;

/// <summary>A field that names another part of the same object.</summary>
/// <param name="Field">The field, relative to the object that holds both.</param>
/// <param name="Value">What it names.</param>
/// <param name="Allowed">What there is to name.</param>
public sealed record Reference(string Field, string Value, IReadOnlyList<string> Allowed)
{
    public bool IsBroken => !Allowed.Contains(Value);
}

/// <summary>A type whose fields name parts of it. CEL could check that, but not say what there is: <c>lint</c> and the operator do.</summary>
public interface IHasReferences
{
    IEnumerable<Reference> ListReferences();
}
