using k8s;
using k8s.Models;
using LoadOperator.Runtime.Api;
using LoadOperator.Runtime.Controllers;
using LoadOperator.Runtime.Events;
using LoadOperator.Runtime.Informers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Runtime;

public static class ControllerRuntimeServices
{
    /// <summary>Adds the runtime. It needs a <see cref="Kubernetes"/> client and a <see cref="TimeProvider"/> in the container.</summary>
    public static ControllerRuntimeBuilder AddControllerRuntime(this IServiceCollection services, ControllerRuntimeOptions options)
    {
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ApiClient>();
        services.AddSingleton<EntitySerializer>();
        services.AddSingleton<IEntityStore, EntityStore>();
        services.AddSingleton<IEventPublisher, EventPublisher>();
        services.AddSingleton<Leadership.Leadership>();
        services.AddHostedService(provider => provider.GetRequiredService<Leadership.Leadership>());
        return new ControllerRuntimeBuilder(services, options);
    }
}

/// <summary>Adds controllers and what they look at.</summary>
public sealed class ControllerRuntimeBuilder(IServiceCollection services, ControllerRuntimeOptions options)
{
    private readonly Dictionary<Type, string> _followed = [];

    /// <summary>Reconciles every object of a kind with a controller.</summary>
    /// <param name="configure">What else the controller looks at.</param>
    /// <exception cref="InvalidOperationException">Another controller follows one of the kinds by other labels: a kind has one cache.</exception>
    public ControllerRuntimeBuilder AddController<TController, TEntity>(Action<ControllerBuilder<TEntity>>? configure = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        services.AddSingleton<IEntityController<TEntity>, TController>();
        var builder = new ControllerBuilder<TEntity>(services, options, _followed);
        builder.AddCache<TEntity>("");
        configure?.Invoke(builder);
        services.AddSingleton(provider => new ControllerHost<TEntity>(
            provider.GetRequiredService<EntityCache<TEntity>>(),
            new Lazy<IEntityController<TEntity>>(provider.GetRequiredService<IEntityController<TEntity>>),
            [.. builder.Synced.Select(isSynced => (Func<bool>)(() => isSynced(provider)))],
            provider.GetRequiredService<Leadership.Leadership>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ControllerHost<TEntity>>>()));
        services.AddSingleton<IReconcileRequests<TEntity>>(provider => provider.GetRequiredService<ControllerHost<TEntity>>());
        services.AddHostedService(provider =>
        {
            var host = provider.GetRequiredService<ControllerHost<TEntity>>();
            foreach (var wire in builder.Wires) wire(provider, host);
            return host;
        });
        // After the controller has subscribed: it must not miss the first list.
        foreach (var start in builder.Informers) start();
        return this;
    }
}

/// <summary>What a controller of <typeparamref name="TEntity"/> looks at beside its own kind.</summary>
public sealed class ControllerBuilder<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly IServiceCollection _services;
    private readonly ControllerRuntimeOptions _options;
    private readonly Dictionary<Type, string> _followed;

    internal ControllerBuilder(IServiceCollection services, ControllerRuntimeOptions options, Dictionary<Type, string> followed) => (_services, _options, _followed) = (services, options, followed);

    internal List<Func<IServiceProvider, bool>> Synced { get; } = [];

    internal List<Action<IServiceProvider, ControllerHost<TEntity>>> Wires { get; } = [];

    internal List<Action> Informers { get; } = [];

    /// <summary>A change of an object that an entity controls reconciles that entity. Both live in the same namespace, or both in none.</summary>
    /// <param name="labelSelector">Which objects of the kind are followed; empty means all.</param>
    public ControllerBuilder<TEntity> Owns<TOwned>(string labelSelector = "")
        where TOwned : class, IKubernetesObject<V1ObjectMeta> =>
        Watches<TOwned>(labelSelector, (owned, _) => Ownership.OwnerOf(owned, typeof(TEntity)) is { } owner ? [owner] : []);

    /// <summary>A change of an object of another kind reconciles the entities that it maps to.</summary>
    public ControllerBuilder<TEntity> Watches<TOther>(string labelSelector, Func<TOther, IEntityCache<TEntity>, IEnumerable<EntityKey>> map)
        where TOther : class, IKubernetesObject<V1ObjectMeta>
    {
        AddCache<TOther>(labelSelector);
        Wires.Add((provider, host) =>
        {
            var entities = provider.GetRequiredService<EntityCache<TEntity>>();
            var logger = provider.GetRequiredService<ILogger<ControllerHost<TEntity>>>();
            provider.GetRequiredService<EntityCache<TOther>>().Subscribe(change =>
            {
                // Also whom it concerned before: an object may change hands.
                foreach (var key in Mapped(change.After).Concat(Mapped(change.Before)).Distinct()) host.Concerned(key);
            });

            IEnumerable<EntityKey> Mapped(TOther? other)
            {
                try
                {
                    return other is null ? [] : [.. map(other, entities)];
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    // One odd object must not end the informer that all the others come by.
                    Log.MappingFailed(logger, typeof(TOther).Name, EntityKey.Of(other!).ToString(), exception);
                    return [];
                }
            }
        });
        return this;
    }

    internal void AddCache<T>(string labelSelector)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        Synced.Add(provider => provider.GetRequiredService<EntityCache<T>>().HasSynced);
        if (_followed.TryGetValue(typeof(T), out var known))
        {
            // Two informers with different labels would each take away what the other alone has listed.
            if (known != labelSelector) throw new InvalidOperationException($"{typeof(T).Name} is followed by the labels '{known}' and cannot be followed by '{labelSelector}' as well: use one selector that covers both");
            return;
        }

        _followed[typeof(T)] = labelSelector;
        IReadOnlyList<string> namespaces = _options.Namespaces is { Count: > 0 } given ? [.. given.Distinct()] : [""];
        _services.AddSingleton<EntityCache<T>>();
        _services.AddSingleton<IEntityCache<T>>(provider => provider.GetRequiredService<EntityCache<T>>());
        Informers.Add(() => _services.AddHostedService(provider =>
        {
            var cache = provider.GetRequiredService<EntityCache<T>>();
            foreach (var _ in namespaces) cache.AddInformer();
            return new InformerHost<T>(
            [
                .. namespaces.Select(@namespace => new Informer<T>(
                    new InformerScope(@namespace, labelSelector),
                    cache,
                    provider.GetRequiredService<ApiClient>(),
                    provider.GetRequiredService<EntitySerializer>(),
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILogger<Informer<T>>>())),
            ]);
        }));
    }
}
