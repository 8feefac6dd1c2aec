using System.Globalization;
using LoadOperator.Model.Spec;

namespace LoadOperator.Reporting;

/// <summary>Phases of the load, and its connections, in words.</summary>
internal static class LoadSentence
{
    public static string Of(LoadPhase phase) => phase.Simulation switch
    {
        { Inject: { } load } => Text($"{load.Rate:0.###} arrivals per {load.Interval}, {SpacingOf(load.Arrivals)}, for {load.During} (open model)"),
        { RampingInject: { } load } => Text($"from {phase.StartRate * load.Interval.Seconds:0.###} to {load.Rate:0.###} arrivals per {load.Interval}, {SpacingOf(load.Arrivals)}, in {load.During} (open model)"),
        { InjectRandom: { } load } => $"{load.MinRate} to {load.MaxRate} arrivals per {load.Interval}, drawn for each, for {load.During} (open model)",
        { IterationsForInject: { } load } => Text($"{load.Iterations} arrivals, {load.Rate:0.###} per {load.Interval}, evenly spaced (open model)"),
        { KeepConstant: { } load } => $"{load.Copies} users in a closed loop for {load.During}",
        { RampingConstant: { } load } => $"from {phase.StartCopies} to {load.Copies} users in a closed loop, in {load.During}",
        { IterationsForConstant: { } load } => $"{load.Copies} users in a closed loop until {load.Iterations} scenarios have been run",
        _ => $"nothing for {phase.Simulation.Pause!.During}",
    };

    public static string Of(Connections connections) => connections.Policy switch
    {
        ConnectionPolicy.PerUser => "one per user",
        ConnectionPolicy.PerRequest => "one per request",
        _ => "shared by all requests",
    } + (connections.Max is { } max ? Text($", {max} at the most") : "");

    private static string SpacingOf(ArrivalProcess? arrivals) => arrivals == ArrivalProcess.Poisson ? "at random moments" : "evenly spaced";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
