using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.People;

namespace Cesuur.Domain.Tests.Invitations;

public sealed class InvitationTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);
    private static readonly Id<Deactivation> Deactivation = Id<Deactivation>.New();

    private static readonly Dictionary<string, Action<Invitation>> Transitions = new()
    {
        ["Use"] = invitation => invitation.Use(Now),
        ["Deactivate"] = invitation => invitation.Deactivate(Deactivation, Now),
        ["Expire"] = invitation => invitation.Expire(null, Now),
        ["MarkAbsent"] = invitation => invitation.MarkAbsent(null, Now),
    };

    [Theory]
    [InlineData("Use", "Deactivate", "invitation_already_used")]
    [InlineData("Use", "Expire", "invitation_already_used")]
    [InlineData("Use", "MarkAbsent", "invitation_already_used")]
    [InlineData("Deactivate", "Use", "code_unknown")]
    [InlineData("Deactivate", "Deactivate", "invitation_already_deactivated")]
    [InlineData("Deactivate", "Expire", "invitation_already_deactivated")]
    [InlineData("Expire", "Use", "outside_window")]
    [InlineData("Expire", "Deactivate", "invitation_ended")]
    [InlineData("Expire", "MarkAbsent", "invitation_ended")]
    [InlineData("MarkAbsent", "Use", "outside_window")]
    [InlineData("MarkAbsent", "Deactivate", "invitation_ended")]
    [InlineData("MarkAbsent", "Expire", "invitation_ended")]
    public void What_has_ended_stays_as_it_is(string first, string second, string code)
    {
        var invitation = Invited();
        Transitions[first](invitation);
        var (state, refund) = (invitation.State, invitation.DeactivationId);

        var refusal = Assert.Throws<DomainException>(() => Transitions[second](invitation));

        Assert.Equal((code, state, refund), (refusal.Error.Code, invitation.State, invitation.DeactivationId));
    }

    [Fact]
    public void Only_what_comes_back_names_a_deactivation()
    {
        var (lost, returned, absent) = (Invited(), Invited(), Invited());
        lost.Expire(null, Now);
        returned.Expire(Deactivation, Now);
        absent.MarkAbsent(Deactivation, Now);

        Assert.Equal((InvitationState.Expired, null, Now), (lost.State, lost.DeactivationId, lost.EndedAt));
        Assert.Equal((InvitationState.Expired, Deactivation, Now), (returned.State, returned.DeactivationId, returned.EndedAt));
        Assert.Equal((InvitationState.Absent, Deactivation, Now), (absent.State, absent.DeactivationId, absent.EndedAt));
    }

    private static Invitation Invited() => Invitation.Create(
        Id<Candidate>.New(), Id<Organisation>.New(), Id<Test>.New(), null, null, null, Id<Confirmation>.New(), new InvitationCharge(null, false, null), Now);
}
