using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Cesuur.Infrastructure.Organisations;

/// <summary>A member before and after.</summary>
/// <param name="Before">Null where there was nothing.</param>
/// <param name="After">Null where there is nothing.</param>
/// <param name="Erased">It was a candidate's own, and what was known of the candidate has been erased.</param>
public sealed record AuditedChange(JsonElement? Before, JsonElement? After, bool Erased);

/// <summary>
/// Gives the audit entries of a save what the save changes: of the resource that an entry names its members,
/// and of rows that link it to others the ids of these. So no endpoint has to say it, and none can forget to.
/// </summary>
public static class AuditedChanges
{
    private const string Sealed = "sealed";
    private const string Erased = "erased";

    internal static async Task RecordAsync(AppDb db, CancellationToken cancel)
    {
        var entries = db.ChangeTracker.Entries<AuditEntry>().Where(row => row.State == EntityState.Added).Select(row => row.Entity).ToList();
        if (entries.Count == 0)
        {
            return;
        }

        var named = entries.Select(entry => entry.Resource).ToHashSet();
        var changes = (
            from row in db.ChangeTracker.Entries()
            where row.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
            from change in ChangesOf(row, named)
            select change).ToLookup(change => change.Resource);
        var keys = await KeysAsync(db, changes.SelectMany(group => group), cancel);
        foreach (var entry in entries)
        {
            entry.Record(Write(entry, changes[entry.Resource], keys));
        }
    }

    /// <summary>The candidates whose keys it takes to read these.</summary>
    public static IReadOnlyList<Id<Candidate>> PeopleIn(IEnumerable<AuditEntry> entries)
    {
        var people = new HashSet<Id<Candidate>>();
        foreach (var entry in entries)
        {
            if (entry.Changes is not null && Id<Candidate>.TryRead(entry.Resource, out var candidate))
            {
                people.Add(candidate);
            }
        }

        return [.. people];
    }

    /// <summary>What changed, with a candidate's own values as far as their key is there.</summary>
    public static IReadOnlyDictionary<string, AuditedChange> Read(AuditEntry entry, PersonalKey? key) => entry.Changes is null
        ? new Dictionary<string, AuditedChange>()
        : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(entry.Changes, Json.Options)!
            .ToDictionary(member => member.Key, member => Read(member.Value, PlaceOf(entry, member.Key), key));

    private static AuditedChange Read(JsonElement change, byte[] place, PersonalKey? key)
    {
        if (change.TryGetProperty(Sealed, out var seal))
        {
            var opened = key?.Open(seal.GetBytesFromBase64(), place);
            return opened is null ? new AuditedChange(null, null, Erased: true) : Read(JsonElement.Parse(opened), place, key);
        }

        return change.TryGetProperty(Erased, out _)
            ? new AuditedChange(null, null, Erased: true)
            : new AuditedChange(OrNull(change.GetProperty("before")), OrNull(change.GetProperty("after")), Erased: false);
    }

    // Thousands of rows may be saved that no entry names.
    private static IEnumerable<Change> ChangesOf(EntityEntry row, HashSet<string> named) =>
        row.Metadata.ClrType.IsAssignableTo(typeof(IIdentified)) ? MembersOf(row, named) : LinksOf(row, named);

    private static IEnumerable<Change> MembersOf(EntityEntry row, HashSet<string> named)
    {
        var resource = row.Property("Id").CurrentValue!.ToString()!;
        if (!named.Contains(resource))
        {
            yield break;
        }

        foreach (var member in row.Properties.Where(member => AuditedMembers.IsWritten(member.Metadata)))
        {
            var before = row.State == EntityState.Added ? null : ValueOf(member, member.OriginalValue);
            var after = row.State == EntityState.Deleted ? null : ValueOf(member, member.CurrentValue);
            var personal = AuditedMembers.IsPersonal(member.Metadata);
            if (!JsonNode.DeepEquals(before, after) && !(personal && row.State == EntityState.Deleted)) // a key goes with its candidate
            {
                yield return new Change(resource, NameOf(member.Metadata.Name), before, after, personal ? (Candidate)row.Entity : null, row.State);
            }
        }
    }

    /// <summary>A row without an id of its own links those whose ids are its key: each of them gets or loses the others.</summary>
    private static IEnumerable<Change> LinksOf(EntityEntry row, HashSet<string> named)
    {
        var ends = row.Properties
            .Where(member => member.Metadata.IsPrimaryKey() && member.Metadata.Name != nameof(TenantOwned.TenantId)
                && member.Metadata.ClrType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Id<>))
            .ToList();
        foreach (var one in ends.Where(one => named.Contains(one.CurrentValue!.ToString()!)))
        {
            foreach (var other in ends.Where(other => other != one && row.State is EntityState.Added or EntityState.Deleted))
            {
                var id = ValueOf(other, other.CurrentValue);
                yield return new Change(
                    one.CurrentValue!.ToString()!, NameOf(other.Metadata.Name) + "s",
                    row.State == EntityState.Deleted ? id : null, row.State == EntityState.Added ? id : null, Person: null, row.State, IsLink: true);
            }
        }
    }

    private static async Task<Dictionary<Id<Candidate>, PersonalKey>> KeysAsync(AppDb db, IEnumerable<Change> changes, CancellationToken cancel)
    {
        var people = changes.Where(change => change.Person is not null).ToLookup(change => change.Person!.Id, change => change.State);
        var known = people.Where(person => !person.Contains(EntityState.Added)).Select(person => person.Key).ToList();
        var keys = known.Count == 0
            ? []
            : await db.PersonalKeys.Where(key => known.Contains(key.CandidateId)).ToDictionaryAsync(key => key.CandidateId, cancel);
        foreach (var person in people.Where(person => !keys.ContainsKey(person.Key)))
        {
            keys[person.Key] = db.PersonalKeys.Add(PersonalKey.Create(person.Key)).Entity;
        }

        return keys;
    }

    private static string? Write(AuditEntry entry, IEnumerable<Change> changes, Dictionary<Id<Candidate>, PersonalKey> keys)
    {
        var members = new JsonObject();
        foreach (var member in changes.ToLookup(change => change.Member))
        {
            var change = member.First();
            var (before, after) = change.IsLink ? (Ids(member.Select(link => link.Before)), Ids(member.Select(link => link.After))) : (change.Before, change.After);
            var written = new JsonObject { ["before"] = before?.DeepClone(), ["after"] = after?.DeepClone() };
            members[member.Key] = change.Person is null ? written : Seal(written, PlaceOf(entry, member.Key), keys[change.Person.Id]);
        }

        return members.Count == 0 ? null : members.ToJsonString(Json.Options);
    }

    private static JsonObject Seal(JsonObject change, byte[] place, PersonalKey key) =>
        key.Seal(Encoding.UTF8.GetBytes(change.ToJsonString(Json.Options)), place) is { } seal
            ? new JsonObject { [Sealed] = Convert.ToBase64String(seal) }
            : new JsonObject { [Erased] = true };

    private static JsonArray Ids(IEnumerable<JsonNode?> ids) => [.. ids.OfType<JsonNode>().Select(id => id.DeepClone())];

    private static byte[] PlaceOf(AuditEntry entry, string member) => Encoding.UTF8.GetBytes($"{entry.Id} {member}");

    private static JsonNode? ValueOf(PropertyEntry member, object? value) =>
        value is null ? null : JsonSerializer.SerializeToNode(value, member.Metadata.ClrType, Json.Options);

    private static string NameOf(string member) => JsonNamingPolicy.CamelCase.ConvertName(member);

    private static JsonElement? OrNull(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value;

    /// <summary>A member of a resource that the save changes, as it is on the wire.</summary>
    private sealed record Change(
        string Resource, string Member, JsonNode? Before, JsonNode? After, Candidate? Person, EntityState State, bool IsLink = false);
}
