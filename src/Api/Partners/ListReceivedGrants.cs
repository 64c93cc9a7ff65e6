using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;
using Npgsql;

namespace Cesuur.Api.Partners;

/// <summary>What one organisation lets the partner do there.</summary>
public sealed record ReceivedGrantResponse
{
    public required Id<PartnerGrant> Id { get; init; }

    /// <summary>For the header <c>Cesuur-Organisation</c>.</summary>
    public required Id<Organisation> OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What the partner sees is this department's; absent: all of the organisation.</summary>
    public Id<Department>? DepartmentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The organisations that let the partner work for them now, the last that did first.</summary>
internal sealed class ListReceivedGrants : IEndpoint
{
    // One of the few places that see all tenants, hence the worker role; of them, what is this partner's.
    private const string Sql = """
        SELECT g.id, g.tenant_id, o.name, g.scopes, g.department_id, g.created_at
        FROM partner_grants g JOIN organisations o ON o.id = g.tenant_id
        WHERE g.partner_id = @partner AND g.withdrawn_at IS NULL AND (@after IS NULL OR g.id < @after)
        ORDER BY g.id DESC LIMIT @limit + 1
        """;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/partner/grants", Handle)
        .RequiresPartner()
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static async Task<Page<ReceivedGrantResponse>> Handle(
        int? limit, string? cursor, Caller caller, Databases databases, CancellationToken cancel)
    {
        var size = limit ?? 50;
        if (size is < 1 or > 200)
        {
            throw HttpErrors.Member("limit", "out_of_range", "A page has 1 to 200 entries.");
        }

        Id<PartnerGrant> after = default;
        if (cursor is not null && !Id<PartnerGrant>.TryRead(cursor, out after))
        {
            throw new DomainException(HttpErrors.MalformedCursor);
        }

        await using var command = databases.Worker.CreateCommand(Sql);
        command.Parameters.AddWithValue("partner", caller.Partner!.Value.Value);
        command.Parameters.Add(new NpgsqlParameter("after", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = cursor is null ? DBNull.Value : after.Value });
        command.Parameters.AddWithValue("limit", size);
        var found = new List<ReceivedGrantResponse>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            found.Add(new ReceivedGrantResponse
            {
                Id = new Id<PartnerGrant>(reader.GetGuid(0)),
                OrganisationId = new Id<Organisation>(reader.GetGuid(1)),
                OrganisationName = reader.GetString(2),
                Scopes = reader.GetFieldValue<string[]>(3),
                DepartmentId = reader.IsDBNull(4) ? null : new Id<Department>(reader.GetGuid(4)),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(5),
            });
        }

        return new Page<ReceivedGrantResponse>
        {
            Data = found.Count > size ? found[..size] : found,
            NextCursor = found.Count > size ? found[size - 1].Id.ToString() : null,
        };
    }
}
