using k8s.Models;
using LoadOperator.Operator.Generators;
using LoadOperator.Operator.Profiles;
using LoadOperator.Operator.Targets;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Campaigns;

/// <summary>What every campaign needs of the cluster.</summary>
internal sealed record ClusterServices(
    IEntityStore Store,
    IEntityCache<V1Pod> Pods,
    TargetResolver Targets,
    TargetFacts Facts,
    PodConnection Connection,
    ProfilerAuthorities Profilers,
    IEventPublisher Events,
    OperatorSettings Settings,
    TimeProvider Clock,
    ILoggerFactory Loggers);
