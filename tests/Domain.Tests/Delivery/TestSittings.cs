using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.People;

namespace Cesuur.Domain.Tests.Delivery;

/// <summary>Sittings and tests that are all about time.</summary>
internal static class TestSittings
{
    public static Sitting CheckedIn(DateTimeOffset now) => Sitting.CheckIn(
        Invitation.Create(
            Id<Candidate>.New(), Id<Organisation>.New(), Id<Test>.New(), opensAt: null, closesAt: null, invitedBy: null,
            Id<Confirmation>.New(), new InvitationCharge(Department: null, FromAllocation: false, Price: null), now),
        Id<TestVersion>.New(), shuffleSeed: 1, now);

    /// <summary>A forward-only section of items, each with this many seconds, or none of its own.</summary>
    public static Section Forward(int? seconds, params int?[] items) => Section(Navigation.ForwardOnly, seconds, items);

    /// <summary>A section in which the candidate moves freely.</summary>
    public static Section Free(int? seconds) => Section(Navigation.Free, seconds, null, null);

    public static TestSteps Steps(params Section[] sections) => TestSteps.Of(new TestContent { Sections = sections });

    /// <summary>The steps of one forward-only section.</summary>
    public static TestSteps StepsOf(params int?[] items) => Steps(Forward(null, items));

    private static Section Section(Navigation navigation, int? seconds, params int?[] items) => new()
    {
        Identifier = Id<Item>.New().ToString(),
        Title = "Onderdeel",
        Navigation = navigation,
        TimeLimitSeconds = seconds,
        Items = [.. items.Select(limit => new Item { Id = Id<Item>.New(), Identifier = Id<Item>.New().ToString(), Type = ItemType.Information, TimeLimitSeconds = limit })],
    };
}
