namespace Cesuur.Domain.Organisations;

/// <summary>What kind of somebody did something.</summary>
public enum AuditActorType
{
    User,

    /// <summary>An API key of the organisation.</summary>
    Key,

    /// <summary>A key of whoever runs the platform.</summary>
    Operator,

    /// <summary>A key of an LMS vendor that the organisation granted access.</summary>
    Partner,

    /// <summary>A candidate at a test, by their sitting.</summary>
    Candidate,

    /// <summary>The platform itself.</summary>
    System,

    /// <summary>Somebody who has not said who they are, or not truly.</summary>
    Anonymous,
}

/// <summary>Who did something.</summary>
/// <param name="Type">What kind of somebody.</param>
/// <param name="Id">The id of the user, key or sitting; null for the platform itself and for strangers.</param>
/// <param name="Via">By what they may act for the organisation, when they are not of it.</param>
public sealed record AuditActor(AuditActorType Type, string? Id, string? Via = null)
{
    public static readonly AuditActor System = new(AuditActorType.System, Id: null);

    public static readonly AuditActor Anonymous = new(AuditActorType.Anonymous, Id: null);
}
