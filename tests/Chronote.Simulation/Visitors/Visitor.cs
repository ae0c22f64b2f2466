using Chronote.Client.Server;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Visitors;

/// <summary>Somebody who takes part without bringing audio.</summary>
internal abstract class Visitor
{
    private static readonly TimeSpan AskAgainMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AskAgainMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MeetingWait = TimeSpan.FromSeconds(1);

    protected Visitor(Scene scene, string name)
    {
        (Scene, Life) = (scene, scene.NewLife(name));
        Time = new LifeTime(Life);
    }

    public string Name => Life.Name;

    public Life Life { get; }

    public bool IsDone { get; private set; }

    protected Scene Scene { get; }

    protected LifeTime Time { get; }

    protected Findings Findings => Scene.Parts.Findings;

    protected Kernel.Simulation.SeededRandom Draw => Scene.Parts.Host.Workload;

    public async Task Come()
    {
        await Run();
        IsDone = true;
    }

    protected abstract Task Run();

    protected Task Pause(TimeSpan min, TimeSpan max) => Task.Delay(Draw.Between(min, max), Time);

    /// <summary>The meeting's id, as soon as anybody was told it. Null: the troubles are over and nobody was.</summary>
    protected async Task<string?> Meeting()
    {
        while (Scene.Auditor.Meeting is null && !Scene.Parts.Troubles.AreOver) await Task.Delay(MeetingWait, Time);
        return Scene.Auditor.Meeting;
    }

    /// <summary>Asks until there is an answer that tells what happened.</summary>
    protected async Task<Answer<T>> Insist<T>(Func<Task<Answer<T>>> ask)
    {
        while (true)
        {
            if (await ask() is var answer and (Answer<T>.Ok or Answer<T>.Refused)) return answer;
            await Pause(AskAgainMin, AskAgainMax);
        }
    }

    protected static string? Code<T>(Answer<T> answer) => answer is Answer<T>.Refused { Problem.Code: var code } ? code : null;
}
