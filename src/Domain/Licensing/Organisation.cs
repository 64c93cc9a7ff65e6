using Cesuur.Domain.Credits;

namespace Cesuur.Domain.Licensing;

/// <summary>The tenant: holder of a licence, owner of all its data.</summary>
public sealed class Organisation : IIdentified
{
    /// <summary>What a sandbox begins with: more than any test of an integration spends.</summary>
    public const int SandboxCredits = 1_000_000;

    private Organisation()
    {
    }

    public static string IdPrefix => "org";

    public Id<Organisation> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    /// <summary>The organisation that runs the platform; its keys reach <c>/v1/platform</c> alone.</summary>
    public bool IsOperator { get; private set; }

    /// <summary>Free credits, simulated payments, and a clock that its keys can move.</summary>
    public bool Sandbox { get; private set; }

    /// <summary>How far a sandbox has moved its clock; zero for all others.</summary>
    public TimeSpan ClockOffset { get; private set; }

    /// <summary>Where its users' front end is, for the links in mails; absent: mails carry bare codes.</summary>
    public string? FrontEndUrl { get; private set; }

    /// <summary>Whose credits the invitations of its departments' candidates take.</summary>
    public CreditMode CreditMode { get; private set; }

    /// <summary>Below so many credits of its own its admins are warned; absent: never.</summary>
    public long? LowCreditsThreshold { get; private set; }

    /// <summary>Whether the credit of an invitation comes back when its window is over (ours).</summary>
    public bool RefundExpired { get; private set; }

    /// <summary>Whether the credit of an absentee's invitation comes back (ours).</summary>
    public bool RefundAbsent { get; private set; }

    /// <summary>Since when the operator keeps its users and keys out; absent: it does not.</summary>
    public DateTimeOffset? SuspendedAt { get; private set; }

    /// <summary>Why, in words for those who are kept out.</summary>
    public string? SuspensionReason { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Organisation Create(string name, bool sandbox, DateTimeOffset now) =>
        Create(Id<Organisation>.New(), name, sandbox, now);

    /// <summary>With an id that is given: development's organisations have the same at every start.</summary>
    public static Organisation Create(Id<Organisation> id, string name, bool sandbox, DateTimeOffset now)
    {
        var organisation = new Organisation { Id = id, Sandbox = sandbox, CreatedAt = now };
        organisation.Rename(name);
        return organisation;
    }

    public static Organisation CreateOperator(Id<Organisation> id, string name, DateTimeOffset now)
    {
        var organisation = Create(id, name, sandbox: false, now);
        organisation.IsOperator = true;
        return organisation;
    }

    /// <summary>Absolute, https, or http on the machine itself; without a fragment, which is where the codes go.</summary>
    public void SetFrontEndUrl(string? url)
    {
        if (url is not null && !IsFrontEnd(url))
        {
            throw new DomainException(LicensingErrors.FrontEndUrlInvalid);
        }

        FrontEndUrl = url;
    }

    public void DrawOn(CreditMode mode) => CreditMode = mode;

    public void WarnBelow(long? credits) => LowCreditsThreshold = credits;

    public void SetRefunds(bool expired, bool absent) => (RefundExpired, RefundAbsent) = (expired, absent);

    public void Rename(string name)
    {
        Name = name;
        SearchKey = Domain.SearchKey.Of(name);
    }

    /// <summary>Keeps users and keys out from the next request on. Sittings that were started go on (ours). Again: another reason.</summary>
    /// <exception cref="DomainException"><c>operator_not_suspendable</c></exception>
    public void Suspend(string reason, DateTimeOffset now)
    {
        if (IsOperator)
        {
            throw new DomainException(LicensingErrors.OperatorNotSuspendable);
        }

        SuspendedAt ??= now;
        SuspensionReason = reason;
    }

    public void LiftSuspension()
    {
        SuspendedAt = null;
        SuspensionReason = null;
    }

    /// <exception cref="DomainException"><c>organisation_suspended</c></exception>
    public void RequireNotSuspended()
    {
        if (SuspendedAt is not null)
        {
            throw new DomainException(LicensingErrors.OrganisationSuspended, SuspensionReason);
        }
    }

    /// <summary>A candidate is told no more than that the code does not work now: the suspension is between operator and organisation.</summary>
    /// <exception cref="DomainException"><c>code_not_usable</c></exception>
    public void RequireCodesUsable()
    {
        if (SuspendedAt is not null)
        {
            throw new DomainException(LicensingErrors.CodesNotUsable);
        }
    }

    public void AdvanceClock(TimeSpan by)
    {
        if (!Sandbox)
        {
            throw new DomainException(LicensingErrors.NotASandbox);
        }

        ClockOffset += by;
    }

    private static bool IsFrontEnd(string url) =>
        WebAddress.IsSafe(url) && !url.Any(c => c == '#' || char.IsWhiteSpace(c) || char.IsControl(c));
}
