using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>Who did something.</summary>
public sealed record AuditActorResponse
{
    public required AuditActorType Type { get; init; }

    /// <summary>The id of the user, the key or the sitting; absent for the platform itself and for strangers.</summary>
    public string? Id { get; init; }

    /// <summary>By what they may act for the organisation, when they are not of it.</summary>
    public string? Via { get; init; }
}

/// <summary>A member of a resource before and after, as it is on the wire.</summary>
public sealed record AuditChangeResponse
{
    public JsonElement? Before { get; init; }

    public JsonElement? After { get; init; }

    /// <summary>It was a candidate's own, and what was known of the candidate has been erased.</summary>
    public required bool Erased { get; init; }
}

/// <summary>Something that was done.</summary>
public sealed record AuditEntryResponse
{
    public required Id<AuditEntry> Id { get; init; }

    /// <summary>When; in real time, also in a sandbox that has moved its clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required AuditActorResponse Actor { get; init; }

    /// <summary>What was done, as <c>candidate.changed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What kind of thing the resource is; absent when it is several.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The id of what it was done to; of several, how many.</summary>
    public required string Resource { get; init; }

    /// <summary>The members that changed, by name. Secrets are left out.</summary>
    public required IReadOnlyDictionary<string, AuditChangeResponse> Changes { get; init; }

    /// <summary>The IP address from which it was done.</summary>
    public string? Address { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The <c>Request-Id</c> of the request that did it.</summary>
    public string? RequestId { get; init; }

    internal static AuditEntryResponse From(AuditEntry entry, PersonalKey? key) => new()
    {
        Id = entry.Id,
        At = entry.At,
        Actor = new AuditActorResponse { Type = entry.ActorType, Id = entry.ActorId, Via = entry.Via },
        Action = entry.Action,
        ResourceType = entry.ResourceType,
        Resource = entry.Resource,
        Changes = AuditedChanges.Read(entry, key).ToDictionary(
            member => member.Key,
            member => new AuditChangeResponse { Before = member.Value.Before, After = member.Value.After, Erased = member.Value.Erased }),
        Address = entry.Address,
        UserAgent = entry.UserAgent,
        RequestId = entry.RequestId,
    };
}

/// <summary>Which entries of the log are asked for.</summary>
public sealed record AuditLogRequest
{
    /// <summary>The id of the user, key or sitting that did it.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done, as <c>candidate.changed</c>; with nothing after the dot, all that was done to one kind of thing.</summary>
    public string? Action { get; init; }

    /// <summary>The id of what it was done to.</summary>
    public string? Resource { get; init; }

    /// <summary>At this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Who did what to which resource, from where, with the values before and after; the newest first unless asked otherwise.</summary>
internal sealed class ListAuditLog : IEndpoint
{
    private static readonly Sorting<AuditEntry> Sorting = new(
        Sorting<AuditEntry>.By("at", entry => entry.At));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit-log", Handle)
        .Requires(Permission.AuditRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static async Task<Page<AuditEntryResponse>> Handle(
        [AsParameters] PageRequest page, [AsParameters] AuditLogRequest wanted, AppDb db, CancellationToken cancel)
    {
        var found = await Sorting.PageAsync(Matching(wanted, db), page with { Sort = page.Sort ?? "-at" }, entry => entry, cancel);
        var people = AuditedChanges.PeopleIn(found.Data);
        var keys = people.Count == 0
            ? []
            : await db.PersonalKeys.AsNoTracking().Where(key => people.Contains(key.CandidateId)).ToDictionaryAsync(key => key.CandidateId, cancel);
        return new Page<AuditEntryResponse>
        {
            Data = [.. found.Data.Select(entry => AuditEntryResponse.From(
                entry, Id<Domain.People.Candidate>.TryRead(entry.Resource, out var candidate) ? keys.GetValueOrDefault(candidate) : null))],
            NextCursor = found.NextCursor,
        };
    }

    // Each of these has an index in the order of time, so that a page costs the same wherever it is.
    private static IQueryable<AuditEntry> Matching(AuditLogRequest wanted, AppDb db)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (wanted.Actor is { } actor)
        {
            entries = entries.Where(entry => entry.ActorId == actor);
        }

        if (wanted.Action is ['.', ..] or "")
        {
            throw HttpErrors.Member("action", "invalid_value", "An action such as candidate.changed is expected, or its beginning with the dot.");
        }

        if (wanted.Action is [.. var area, '.'])
        {
            entries = entries.Where(entry => entry.Area == area);
        }
        else if (wanted.Action is { } action)
        {
            entries = entries.Where(entry => entry.Action == action);
        }

        if (wanted.Resource is { } resource)
        {
            entries = entries.Where(entry => entry.Resource == resource);
        }

        if (wanted.From?.ToUniversalTime() is { } from)
        {
            entries = entries.Where(entry => entry.At >= from);
        }

        return wanted.To?.ToUniversalTime() is { } to ? entries.Where(entry => entry.At < to) : entries;
    }
}
