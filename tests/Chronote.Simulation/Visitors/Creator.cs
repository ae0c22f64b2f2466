using Chronote.Client.Server;
using Chronote.Simulation.Running;
using Chronote.Wire;

namespace Chronote.Simulation.Visitors;

/// <summary>Makes the meeting once more: with the same words, and with others under the same key.</summary>
internal sealed class Creator(Scene scene) : Visitor(scene, "creator")
{
    private const string KeyReused = "key_reused";

    protected override async Task Run()
    {
        var network = Scene.NewNetwork(Life);
        for (var i = 0; i < 3; i++)
        {
            await Pause(TimeSpan.Zero, TimeSpan.FromSeconds(8));
            if (Scene.Auditor.Meeting is not { } known || Draw.OneIn(2))
            {
                await Insist(() => network.Create(Scene.Request, Scene.Key, CancellationToken.None)); // the auditor compares the ids
                continue;
            }
            var answer = await Insist(() => network.Create(new CreateMeeting { Name = "another" }, Scene.Key, CancellationToken.None));
            if (Code(answer) != KeyReused) Findings.Add($"meeting {known}: other words under its key were answered {answer}");
        }
    }
}
