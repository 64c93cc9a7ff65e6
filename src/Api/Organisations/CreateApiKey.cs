using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Organisations;

public sealed record CreateApiKeyRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>What the key may do; at most what the caller may.</summary>
    [Length(1, 50)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The key then sees this department alone, and does no more than a department admin. Absent: the caller's own, or none.</summary>
    public Id<Department>? DepartmentId { get; init; }

    /// <summary>Absent: the key does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

public sealed record ApiKeyResponse
{
    public required Id<ApiKey> Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The last four characters of the key.</summary>
    public required string Hint { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public Id<Department>? DepartmentId { get; init; }

    /// <summary>The fields of study whose tests the key sees: those of the user who made it. Absent: every test.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    internal static ApiKeyResponse From(ApiKey key) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Hint = key.Hint,
        Scopes = key.Scopes,
        DepartmentId = key.DepartmentId,
        Fields = key.Fields,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
    };
}

public sealed record CreatedApiKeyResponse
{
    public required ApiKeyResponse ApiKey { get; init; }

    /// <summary>The key itself, for <c>Authorization: Bearer</c>. Shown once.</summary>
    public required string Key { get; init; }
}

internal sealed class CreateApiKey : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api-keys", Handle)
        .Requires(Permission.KeysWrite)
        .Fails(HttpErrors.Invalid);

    private static async Task<Created<CreatedApiKeyResponse>> Handle(
        CreateApiKeyRequest request, AppDb db, Tenant tenant, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var department = await db.PlaceAsync(request.DepartmentId, cancel);
        var scopes = caller.RequireGrantable(request.Scopes, department);
        var organisation = await db.Organisations.RequireAsync(cancel);
        var key = Secret.Create(organisation.Sandbox ? ApiKey.TestPrefix : ApiKey.LivePrefix, tenant.Id.Value);
        var created = ApiKey.Create(request.Name, key, scopes, department, request.ExpiresAt, clock.Now, db.Reach.Fields);
        db.ApiKeys.Add(created);
        audit.Log("api_key.created", created.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Created($"/v1/api-keys/{created.Id}", new CreatedApiKeyResponse { ApiKey = ApiKeyResponse.From(created), Key = key });
    }
}
