namespace LoadOperator.Model.Spec;

/// <summary>A kind of simulation.</summary>
internal interface ISimulationKind
{
    /// <summary>How long it takes; null where the target decides.</summary>
    TimeSpan? Length { get; }
}

/// <summary>An open model. Rates are scenarios per second.</summary>
internal interface IOpenKind : ISimulationKind
{
    /// <summary>The rate at its end, from which a ramp after it goes on.</summary>
    double EndRate { get; }

    /// <summary>The rate to warm up with.</summary>
    double MeanRate { get; }
}

/// <summary>A closed model.</summary>
internal interface IClosedKind : ISimulationKind
{
    /// <summary>The users at its end, from whom a ramp after it goes on.</summary>
    int EndCopies { get; }

    /// <summary>The users to warm up with.</summary>
    int MeanCopies { get; }
}
