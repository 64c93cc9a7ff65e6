using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cesuur.Domain;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Licensing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cesuur.Api.Http;

/// <summary>
/// A POST with an <c>Idempotency-Key</c> runs in one transaction with the storing of its answer, so that
/// after any crash either both are there or neither. A request that fails stores nothing: nothing was
/// done, and trying again is right. Answers are encrypted at rest, since some carry a secret shown once.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IDataProtectionProvider protection)
{
    private const int MaxKeyLength = 255;

    // The lock tells «still running» from «done»; it goes with the transaction, also when the process dies.
    private const string LockSql = """
        SELECT pg_try_advisory_xact_lock(hashtextextended(@tenant::text || @credential || ' ' || @key, 0))
        """;

    private const string ReadSql = """
        SELECT fingerprint, protected_response FROM idempotency_keys
        WHERE tenant_id = @tenant AND credential = @credential AND key = @key
        """;

    private const string WriteSql = """
        INSERT INTO idempotency_keys (tenant_id, credential, key, fingerprint, protected_response, created_at)
        VALUES (@tenant, @credential, @key, @fingerprint, @response, clock_timestamp())
        """;

    private readonly IDataProtector _protector = protection.CreateProtector("idempotency");

    public async Task InvokeAsync(HttpContext context, Tenant tenant, Caller caller, OperatorOrganisation platform)
    {
        var endpoint = context.GetEndpoint();
        var key = context.Request.Headers["Idempotency-Key"].ToString().Trim('"');
        if (key.Length == 0 || !HttpMethods.IsPost(context.Request.Method)
            || endpoint?.Metadata.GetMetadata<Access>() is not { } access || !IsIdempotent(access, endpoint.Metadata))
        {
            await next(context);
            return;
        }

        if (key.Length > MaxKeyLength)
        {
            throw HttpErrors.Member("Idempotency-Key", "too_long", $"An idempotency key has at most {MaxKeyLength} characters.");
        }

        if (!caller.IsKnown)
        {
            tenant.Enter(await platform.IdAsync(context.RequestAborted));
        }

        var db = context.RequestServices.GetRequiredService<AppDb>();
        var cancel = context.RequestAborted;
        var fingerprint = await FingerprintAsync(context.Request, cancel);
        var owner = tenant.Id;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);

        NpgsqlCommand Command(string sql)
        {
            var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
            command.Parameters.AddWithValue("tenant", owner.Value);
            command.Parameters.AddWithValue("credential", caller.Actor);
            command.Parameters.AddWithValue("key", key);
            return command;
        }

        await using (var command = Command(LockSql))
        {
            if (await command.ExecuteScalarAsync(cancel) is not true)
            {
                throw new DomainException(HttpErrors.IdempotencyInProgress);
            }
        }

        await using (var command = Command(ReadSql))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            if (await reader.ReadAsync(cancel))
            {
                if (!fingerprint.AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(0)))
                {
                    throw new DomainException(HttpErrors.IdempotencyKeyReused);
                }

                await ReplayAsync(context, JsonSerializer.Deserialize<StoredAnswer>(_protector.Unprotect(reader.GetFieldValue<byte[]>(1)))!);
                return;
            }
        }

        var body = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        try
        {
            await next(context);
            if (context.Response.StatusCode is >= 200 and < 300)
            {
                await db.EnterAsync(owner, cancel); // the operator's endpoints work in another organisation
                var answer = new StoredAnswer(
                    context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.Location, context.Response.Headers.ETag, buffer.ToArray());
                await using var command = Command(WriteSql);
                command.Parameters.AddWithValue("fingerprint", fingerprint);
                command.Parameters.AddWithValue("response", _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(answer)));
                await command.ExecuteNonQueryAsync(cancel);
                await transaction.CommitAsync(CancellationToken.None); // or nobody could tell whether it was
            }
        }
        finally
        {
            context.Response.Body = body;
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(body, cancel);
    }

    public static bool IsIdempotent(Access access, IEnumerable<object> metadata) => access.Kind switch
    {
        AccessKind.Organisation or AccessKind.Operator => !metadata.OfType<NotIdempotent>().Any(),
        AccessKind.Anonymous => metadata.OfType<IdempotentForStrangers>().Any(),
        _ => false,
    };

    private static async Task<byte[]> FingerprintAsync(HttpRequest request, CancellationToken cancel)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[16384];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancel)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private static async Task ReplayAsync(HttpContext context, StoredAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        if (answer.Location is not null)
        {
            context.Response.Headers.Location = answer.Location;
        }

        if (answer.ETag is not null)
        {
            context.Response.Headers.ETag = answer.ETag;
        }

        await context.Response.Body.WriteAsync(answer.Body);
    }

    private sealed record StoredAnswer(int Status, string? ContentType, string? Location, string? ETag, byte[] Body);
}
