using Cesuur.Api.Jobs;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Http;

/// <summary>Removes the idempotency keys of all organisations, with the answers stored for them, after the 24 hours that they are kept.</summary>
internal sealed class ForgetIdempotencyKeysJob(Databases databases, ILogger<ForgetIdempotencyKeysJob> log) : ForgetJob(databases, log, "idempotency keys", """
    DELETE FROM idempotency_keys WHERE created_at < clock_timestamp() - interval '24 hours'
    """);
