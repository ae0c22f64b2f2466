using Chronote.Grains;

namespace Chronote.Golden;

/// <summary>What grains are given, answer, hear and keep.</summary>
internal static class GrainTraffic
{
    private static readonly Type[] Everything = typeof(GrainJson).Assembly.GetTypes();

    public static IReadOnlyList<Type> Types { get; } = [.. Calls().Concat(Kept()).Concat(Heard()).Distinct().OrderBy(type => type.FullName, StringComparer.Ordinal)];

    private static IEnumerable<Type> Calls() => Everything.Where(type => type.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(type)).SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Concat(method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments() : []))
        .Where(type => type != typeof(CancellationToken));

    private static IEnumerable<Type> Kept() => Everything.SelectMany(type => type.GetConstructors()).SelectMany(made => made.GetParameters()).Select(parameter => parameter.ParameterType)
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPersistentState<>)).Select(type => type.GetGenericArguments()[0]);

    private static IEnumerable<Type> Heard() => Everything.SelectMany(type => type.GetInterfaces())
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncObserver<>)).Select(type => type.GetGenericArguments()[0]);
}
