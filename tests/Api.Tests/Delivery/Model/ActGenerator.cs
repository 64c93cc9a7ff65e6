namespace Cesuur.Api.Tests.Delivery.Model;

/// <summary>What happens next: mostly what makes sense as things stand, sometimes anything.</summary>
internal sealed class ActGenerator(ModelTest test, Random random)
{
    private const int Devices = 2;
    private int _messages;

    public Act Next(DeliveryModel model)
    {
        if (Chance(15))
        {
            return Anything(model);
        }

        return model.State switch
        {
            null => new Act.CheckIn(0),
            "checked_in" => Pick(
                (5, () => new Act.Start(Device(model))), (test.ChecksIdentity ? 3 : 1, () => new Act.CheckIdentity()),
                (1, () => new Act.AddTime(random.Next(-4, 10))), (1, () => new Act.CheckIn(random.Next(Devices)))),
            "paused" => Pick(
                (3, () => new Act.EndBreak(Device(model))), (2, () => new Act.Resume()), (3, () => new Act.LetPass(random.Next(1, 8))),
                (1, () => Saving(model)), (1, () => new Act.AddTime(random.Next(-10, 10)))),
            "started" when model.Holder is null => new Act.CheckIn(random.Next(Devices)),
            "started" => Pick(
                (10, () => Saving(model)), (4, () => SavingSeveral(model)), (6, () => new Act.LetPass(Passing(model))), (4, () => new Act.Advance(Device(model), model.Step)),
                (test.Fragments.Count == 0 ? 0 : 4, () => new Act.RequestPlay(Device(model), FragmentOfStep(model))),
                (test.Fragments.Count == 0 ? 0 : 4, () => new Act.FetchPlay(FragmentOfStep(model))),
                (model.CanBreak ? 3 : 0, () => new Act.TakeBreak(Device(model))), (2, () => new Act.AddTime(random.Next(-20, 20))), (1, () => new Act.Pause()),
                (1, () => new Act.CheckIn(random.Next(Devices)))),
            _ => Pick(
                (4, () => new Act.Reopen(Chance(50) ? null : random.Next(1, 30))), (1, () => Saving(model)), (1, () => new Act.LetPass(random.Next(1, 10))), (1, () => Anything(model))),
        };
    }

    private Act Anything(DeliveryModel model) => Pick(
        (2, () => new Act.CheckIn(random.Next(Devices))),
        (1, () => Chance(20) ? new Act.WrongCode() : new Act.Look(Device(model))),
        (1, () => new Act.Start(Device(model))),
        (1, () => new Act.Advance(Device(model), random.Next(model.Steps.Count))),
        (1, () => new Act.TakeBreak(Device(model))),
        (1, () => new Act.EndBreak(Device(model))),
        (2, () => new Act.Finish(Device(model))),
        (2, () => Saving(model)),
        (1, () => SavingSeveral(model)),
        (1, () => new Act.CheckIdentity()),
        (1, () => new Act.AddTime(random.Next(-60, 30))),
        (1, () => new Act.Pause()),
        (1, () => new Act.Resume()),
        (1, () => new Act.Tell($"bericht {++_messages}")),
        (1, () => new Act.Terminate(Chance(60))),
        (1, () => new Act.Reopen(Chance(50) ? null : random.Next(1, 30))),
        (1, () => new Act.ReleaseDevice()),
        (1, () => new Act.LetPass(random.Next(1, 20))),
        (test.Fragments.Count == 0 ? 0 : 2, () => new Act.GrantReplay(Fragment())),
        (test.Fragments.Count == 0 ? 0 : 2, () => new Act.RequestPlay(Device(model), Fragment())),
        (test.Fragments.Count == 0 ? 0 : 1, () => new Act.FetchPlay(Fragment())));

    private Act.Save Saving(DeliveryModel model) => new(Device(model), Answer(model, Chance(80) ? OneOf(model.Steps[model.Step].Items) : OneOf(test.Items)));

    private Act.SaveSeveral SavingSeveral(DeliveryModel model)
    {
        var items = test.Items.ToArray();
        random.Shuffle(items);
        return new(Device(model), [.. items.Take(random.Next(2, 5)).Select(item => Answer(model, item))]);
    }

    private Saved Answer(DeliveryModel model, ModelItem item)
    {
        var known = model.SavedOf(item.Identifier);
        var answer = item.IsOpen ? $"tekst {random.Next(3)}" : Chance(50) ? "b" : "a";
        return known is null || Chance(65)
            ? new(item.Identifier, (known?.Revision ?? 0) + random.Next(1, 4), answer)
            : Chance(30) ? known : new(item.Identifier, Math.Max(1, known.Revision - random.Next(3)), answer);
    }

    // Just up to what time brings about by itself, or anywhere.
    private int Passing(DeliveryModel model) => Chance(40) ? model.LeftOfStep ?? model.Left!.Value : random.Next(1, Chance(80) ? 8 : 80);

    private int Device(DeliveryModel model) => model.Holder is { } holder && Chance(93) ? holder : random.Next(Devices);

    private string FragmentOfStep(DeliveryModel model) => model.Steps[model.Step].Fragments.Keys.ToList() is { Count: > 0 } here ? OneOf(here) : Fragment();

    private string Fragment() => OneOf([.. test.Fragments.Keys]);

    private bool Chance(int percent) => random.Next(100) < percent;

    private T OneOf<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private Act Pick(params (int Weight, Func<Act> Make)[] all)
    {
        var at = random.Next(all.Sum(one => one.Weight));
        return all.First(one => (at -= one.Weight) < 0).Make();
    }
}
