using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Rating;

/// <summary>The board's word that somebody may rate a skill in rating rounds, from one day to another (P §4).</summary>
public sealed class RaterAuthorisation : TenantOwned, IIdentified
{
    private RaterAuthorisation()
    {
    }

    public static string IdPrefix => "auth";

    public Id<RaterAuthorisation> Id { get; private set; }

    public Id<User> UserId { get; private set; }

    public Skill Skill { get; private set; }

    /// <summary>Of this programme only; absent: of any.</summary>
    public Programme? Programme { get; private set; }

    /// <summary>For this test only; absent: for every test.</summary>
    public Id<Test>? TestId { get; private set; }

    /// <summary>The first day on which it is valid.</summary>
    public DateOnly StartsOn { get; private set; }

    /// <summary>The last one.</summary>
    public DateOnly EndsOn { get; private set; }

    /// <summary>On what it rests: a number, a certificate, a decision.</summary>
    public string Reference { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = null!;

    public DateTimeOffset? WithdrawnAt { get; private set; }

    public string? WithdrawnBy { get; private set; }

    public string? WithdrawalReason { get; private set; }

    public static RaterAuthorisation Give(
        Id<User> user, Skill skill, Programme? programme, Id<Test>? test, DateOnly startsOn, DateOnly endsOn, string reference, string actor, DateTimeOffset now)
    {
        if (endsOn < startsOn)
        {
            throw new DomainException(RatingErrors.AuthorisationDates);
        }

        return new RaterAuthorisation
        {
            Id = Id<RaterAuthorisation>.New(),
            UserId = user,
            Skill = skill,
            Programme = programme,
            TestId = test,
            StartsOn = startsOn,
            EndsOn = endsOn,
            Reference = reference,
            CreatedAt = now,
            CreatedBy = actor,
        };
    }

    /// <summary>Whether its holder may rate this test on this day, the organisation's own.</summary>
    public bool Covers(Test test, DateOnly day) =>
        WithdrawnAt is null && day >= StartsOn && day <= EndsOn
        && Skill == test.Skill && (Programme is null || Programme == test.Programme) && (TestId is null || TestId == test.Id);

    /// <summary>It is not valid any more from this moment on; what was rated stands.</summary>
    public void Withdraw(string reason, string actor, DateTimeOffset now)
    {
        if (WithdrawnAt is not null)
        {
            throw new DomainException(RatingErrors.AuthorisationWithdrawn);
        }

        (WithdrawnAt, WithdrawnBy, WithdrawalReason) = (now, actor, reason);
    }
}
