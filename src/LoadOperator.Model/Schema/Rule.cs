namespace LoadOperator.Model.Schema;

/// <summary>
/// A condition over several fields of one object. It is stated twice, for the two places that check it: <see cref="Cel"/>
/// goes into the CRD, <see cref="Holds"/> serves <c>loadctl lint</c> and the <c>Accepted</c> condition.
/// </summary>
/// <param name="Field">The field, relative to the object, that an error points at; empty for the object itself.</param>
/// <param name="Message">What is allowed, as the rest of the sentence "field: …".</param>
/// <param name="Cel">The same condition in the Common Expression Language, over <c>self</c>, or <see cref="Rules.NotInCel"/>.</param>
/// <param name="Holds">The condition.</param>
public sealed record Rule<T>(string Field, string Message, string Cel, Func<T, bool> Holds);

/// <summary>A type whose fields must agree with each other.</summary>
public interface IHasRules<T>
    where T : IHasRules<T>
{
    static abstract IReadOnlyList<Rule<T>> Rules { get; }
}

public static class Rules
{
    /// <summary>A condition that CEL cannot state, or only at a cost that API servers do not allow: <c>lint</c> and the operator check it.</summary>
    public const string NotInCel = "true";
}
