using System.Text.Json;

namespace Cesuur.Domain.Organisations;

/// <summary>From where a request came.</summary>
/// <param name="Address">The IP address.</param>
/// <param name="UserAgent">What the caller's software says it is.</param>
/// <param name="RequestId">The request's id, as its answer carried it.</param>
public sealed record AuditOrigin(string? Address, string? UserAgent, string? RequestId);

/// <summary>Who did what to which resource, from where. Written in the transaction of the change itself, and never changed.</summary>
public sealed class AuditEntry : TenantOwned, IIdentified
{
    private const int LongestUserAgent = 200;

    private AuditEntry()
    {
    }

    public static string IdPrefix => "aud";

    public Id<AuditEntry> Id { get; private set; }

    public DateTimeOffset At { get; private set; }

    public AuditActorType ActorType { get; private set; }

    public string? ActorId { get; private set; }

    public string? Via { get; private set; }

    /// <summary>The action up to its dot, by which all that happened to one kind of thing is found.</summary>
    public string Area { get; private set; } = null!;

    public string Action { get; private set; } = null!;

    /// <summary>What kind of thing the resource is; absent when it is several.</summary>
    public string? ResourceType { get; private set; }

    /// <summary>The id of what it was done to; of several, how many.</summary>
    public string Resource { get; private set; } = null!;

    /// <summary>What the resource's members were before and after, as a JSON object; absent when it did not change.</summary>
    public string? Changes { get; private set; }

    public string? Address { get; private set; }

    public string? UserAgent { get; private set; }

    public string? RequestId { get; private set; }

    /// <param name="actor">Who did it.</param>
    /// <param name="action">What was done, as <c>area.verb</c>.</param>
    /// <param name="resource">The id of what it was done to; for several at once, how many in words.</param>
    /// <param name="origin">From where; null for the platform itself.</param>
    /// <param name="at">When.</param>
    public static AuditEntry Create(AuditActor actor, string action, object resource, AuditOrigin? origin, DateTimeOffset at) => new()
    {
        Id = Id<AuditEntry>.New(),
        At = at,
        ActorType = actor.Type,
        ActorId = actor.Id,
        Via = actor.Via,
        Area = AreaOf(action),
        Action = action,
        ResourceType = TypeOf(resource),
        Resource = resource.ToString()!,
        Address = origin?.Address,
        UserAgent = origin?.UserAgent is { Length: > LongestUserAgent } longer ? longer[..LongestUserAgent] : origin?.UserAgent,
        RequestId = origin?.RequestId,
    };

    /// <summary>What an action that is called <c>area.verb</c> is about.</summary>
    public static string AreaOf(string action) => action[..action.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Before it is written for good.</summary>
    public void Record(string? changes) => Changes = changes;

    private static string? TypeOf(object resource) =>
        resource.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Id<>)
            ? JsonNamingPolicy.SnakeCaseLower.ConvertName(type.GenericTypeArguments[0].Name)
            : null;
}
