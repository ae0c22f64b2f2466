using Chronote.Client.Server;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;
using Chronote.Wire;

namespace Chronote.Simulation.Visitors;

/// <summary>Somebody who ends the meeting from outside, or has what was given up done again. Insists until it knows.</summary>
internal sealed class Ender(Scene scene, string name, Ending ending) : Visitor(scene, name)
{
    protected override async Task Run()
    {
        if (await Meeting() is null && ending != Ending.StopInTheEnd) return;
        var network = Scene.NewNetwork(Life);
        if (Scene.Auditor.Meeting is null) await Insist(() => network.Create(Scene.Request, Scene.Key, CancellationToken.None));
        if (Scene.Auditor.Meeting is not { } meeting) return;
        switch (ending)
        {
            case Ending.Cancel:
                await Insist(() => network.Cancel(meeting));
                break;
            case Ending.Delete:
                await Insist(() => network.Delete(meeting));
                break;
            case Ending.Retry:
                await Insist(() => network.Retry(meeting));
                break;
            default:
                await Insist(() => network.Stop(meeting, new StopMeeting(), CancellationToken.None));
                break;
        }
    }
}

internal enum Ending
{
    Stop,
    Cancel,
    Delete,
    Retry,
    /// <summary>Makes the meeting first when nobody has.</summary>
    StopInTheEnd,
}
