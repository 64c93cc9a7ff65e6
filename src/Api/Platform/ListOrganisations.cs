using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Npgsql;

namespace Cesuur.Api.Platform;

/// <summary>All organisations, newest first; by <c>search</c> those whose name begins so.</summary>
internal sealed class ListOrganisations : IEndpoint
{
    // One of the few places that see all tenants, hence the worker role.
    private const string Sql = """
        SELECT id, name, sandbox, created_at, suspended_at, suspension_reason, front_end_url, credit_mode, low_credits_threshold,
            refund_expired, refund_absent
        FROM organisations
        WHERE (@after IS NULL OR id < @after) AND (@from = '' OR search_key >= @from AND search_key < @to)
        ORDER BY id DESC LIMIT @limit + 1
        """;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/organisations", Handle)
        .Requires(Permission.Platform);

    private static async Task<Page<OrganisationResponse>> Handle(int? limit, string? cursor, string? search, Databases databases, CancellationToken cancel)
    {
        var size = limit ?? 50;
        if (size is < 1 or > 200)
        {
            throw HttpErrors.Member("limit", "out_of_range", "A page has 1 to 200 entries.");
        }

        Id<Organisation> after = default;
        if (cursor is not null && !Id<Organisation>.TryRead(cursor, out after))
        {
            throw new DomainException(HttpErrors.MalformedCursor);
        }

        await using var command = databases.Worker.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter("after", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = cursor is null ? DBNull.Value : after.Value });
        command.Parameters.AddWithValue("limit", size);
        var from = SearchKey.Of(search ?? "");
        command.Parameters.AddWithValue("from", from);
        command.Parameters.AddWithValue("to", from + char.ConvertFromUtf32(0x10FFFF));
        var found = new List<OrganisationResponse>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            found.Add(new OrganisationResponse
            {
                Id = new Id<Organisation>(reader.GetGuid(0)),
                Name = reader.GetString(1),
                Sandbox = reader.GetBoolean(2),
                FrontEndUrl = reader.IsDBNull(6) ? null : reader.GetString(6),
                CreditMode = SnakeCaseEnum.Read<CreditMode>(reader.GetString(7)),
                LowCreditsThreshold = reader.IsDBNull(8) ? null : reader.GetInt64(8),
                RefundExpired = reader.GetBoolean(9),
                RefundAbsent = reader.GetBoolean(10),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(3),
                Suspension = SuspensionResponse.From(
                    reader.GetFieldValue<DateTimeOffset?>(4), reader.IsDBNull(5) ? null : reader.GetString(5)),
            });
        }

        return new Page<OrganisationResponse>
        {
            Data = found.Count > size ? found[..size] : found,
            NextCursor = found.Count > size ? found[size - 1].Id.ToString() : null,
        };
    }
}
