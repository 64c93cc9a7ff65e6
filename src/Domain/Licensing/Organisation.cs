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

    /// <summary>The organisation that runs the platform; its keys reach <c>/v1/platform</c> alone.</summary>
    public bool IsOperator { get; private set; }

    /// <summary>Free credits, simulated payments, and a clock that its keys can move.</summary>
    public bool Sandbox { get; private set; }

    /// <summary>How far a sandbox has moved its clock; zero for all others.</summary>
    public TimeSpan ClockOffset { get; private set; }

    /// <summary>Where its users' front end is, for the links in mails; absent: mails carry bare codes.</summary>
    public string? FrontEndUrl { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Organisation Create(string name, bool sandbox, DateTimeOffset now) =>
        Create(Id<Organisation>.New(), name, sandbox, now);

    /// <summary>With an id that is given: development's organisations have the same at every start.</summary>
    public static Organisation Create(Id<Organisation> id, string name, bool sandbox, DateTimeOffset now) => new()
    {
        Id = id,
        Name = name,
        Sandbox = sandbox,
        CreatedAt = now,
    };

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

    public void AdvanceClock(TimeSpan by)
    {
        if (!Sandbox)
        {
            throw new DomainException(LicensingErrors.NotASandbox);
        }

        ClockOffset += by;
    }

    private static bool IsFrontEnd(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var read)
        && (read.Scheme == Uri.UriSchemeHttps || (read.Scheme == Uri.UriSchemeHttp && read.IsLoopback))
        && read.UserInfo.Length == 0
        && !url.Any(c => c == '#' || char.IsWhiteSpace(c) || char.IsControl(c));
}
