using System.Threading.RateLimiting;
using Cesuur.Domain;

namespace Cesuur.Api.Http;

/// <summary>Throttles, per node and address, passwords, which can be guessed, and what a stranger can have stored and mailed.</summary>
internal static class RateLimits
{
    public const string SignIn = "sign-in";
    public const string OrderLooks = "order-looks";
    public const string SoundCheck = "sound-check";
    public const string AccountRequests = "account-requests";
    public const string LicenceOrders = "licence-orders";

    /// <summary>Each takes ffmpeg some tenths of a second; nobody tries a microphone more often.</summary>
    private const int SoundChecksPerMinute = 6;

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var orderLooksPerAddress = configuration.GetValue("RateLimits:OrderLooksPerAddressPerMinute", 300);
        var signInsPerAddress = configuration.GetValue("RateLimits:SignInsPerAddressPerMinute", 30);
        var accountRequestsPerAddress = configuration.GetValue("RateLimits:AccountRequestsPerAddressPerMinute", 5);
        var licenceOrdersPerAddress = configuration.GetValue("RateLimits:LicenceOrdersPerAddressPerMinute", 5);
        return services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = async (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter =
                    rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? $"{Math.Ceiling(after.TotalSeconds)}" : "60";
                await Problems.WriteAsync(rejected.HttpContext, new DomainException(HttpErrors.TooManyRequests));
            };

            options.AddPolicy(OrderLooks, context => PerMinute(context, orderLooksPerAddress));
            options.AddPolicy(SignIn, context => PerMinute(context, signInsPerAddress));
            options.AddPolicy(SoundCheck, context => PerToken(context, SoundChecksPerMinute));
            options.AddPolicy(AccountRequests, context => PerMinute(context, accountRequestsPerAddress));
            options.AddPolicy(LicenceOrders, context => PerMinute(context, licenceOrdersPerAddress));
        });
    }

    /// <summary>Of one device at a sitting: its token tells them apart before anybody has read it, and one that is made up gets nowhere.</summary>
    private static RateLimitPartition<string> PerToken(HttpContext context, int limit) => RateLimitPartition.GetFixedWindowLimiter(
        context.Request.Headers.Authorization.ToString(),
        _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });

    private static RateLimitPartition<string> PerMinute(HttpContext context, int limit) => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress?.ToString() ?? "",
        _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
}
