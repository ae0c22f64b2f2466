using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Kernel.Catalogue;

/// <summary>A grain class: what it serves and how it is made.</summary>
internal sealed class GrainClass
{
    private const string Suffix = "Grain";

    private readonly ObjectFactory _factory;
    private readonly StateSlot[] _slots;

    public GrainClass(Type type)
    {
        Type = type;
        var bare = type.Name.EndsWith(Suffix, StringComparison.Ordinal) && type.Name.Length > Suffix.Length ? type.Name[..^Suffix.Length] : type.Name;
        Name = bare.ToLowerInvariant();
        Interfaces = [.. type.GetInterfaces().Where(served => typeof(IGrainWithStringKey).IsAssignableFrom(served) && served != typeof(IGrainWithStringKey))];
        StreamNamespaces = [.. type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>().Select(wanted => wanted.StreamNamespace)];
        _slots = [.. type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(StateSlot.On).OfType<StateSlot>()];
        _factory = ActivatorUtilities.CreateFactory(type, [.. _slots.Select(slot => slot.StateType)]);
    }

    public Type Type { get; }

    /// <summary>The class's name in lower case without "Grain". Stored with state and reminders, hence lasting; a cluster would use the same.</summary>
    public string Name { get; }

    public IReadOnlyList<Type> Interfaces { get; }

    public IReadOnlyList<string> StreamNamespaces { get; }

    public bool HasState => _slots.Length > 0;

    public bool IsRemindable => typeof(IRemindable).IsAssignableFrom(Type);

    /// <summary>Makes an instance and reads its state.</summary>
    public async Task<Grain> Make(Activation activation)
    {
        var states = new PersistentState[_slots.Length];
        for (var i = 0; i < states.Length; i++) states[i] = _slots[i].Make(activation);
        var grain = (Grain)_factory(activation.Services, states);
        foreach (var state in states) await state.Read();
        return grain;
    }
}

/// <summary>A constructor parameter that wants stored state.</summary>
internal sealed class StateSlot
{
    private readonly Func<Activation, string, PersistentState> _make;
    private readonly string _name;

    private StateSlot(Type type, string name)
    {
        _name = name;
        StateType = typeof(PersistentState<>).MakeGenericType(type);
        _make = typeof(StateSlot).GetMethod(nameof(New), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).CreateDelegate<Func<Activation, string, PersistentState>>();
    }

    public Type StateType { get; }

    public static StateSlot? On(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } wanted) return null;
        if (!parameter.ParameterType.IsGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            throw new ArgumentException($"{parameter.Member.DeclaringType!.Name}: {parameter.Name} carries [PersistentState] and must be an IPersistentState<T>.");
        return new StateSlot(parameter.ParameterType.GetGenericArguments()[0], wanted.StateName);
    }

    public PersistentState Make(Activation activation) => _make(activation, _name);

    private static PersistentState<T> New<T>(Activation activation, string name) => new PersistentState<T>(activation, name);
}
