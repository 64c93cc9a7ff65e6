using System.Threading.RateLimiting;
using Cesuur.Domain;

namespace Cesuur.Api.Http;

/// <summary>Throttles, per node and address, passwords, which can be guessed, and what a stranger can have stored and mailed.</summary>
internal static class RateLimits
{
    public const string SignIn = "sign-in";
    public const string OrderLooks = "order-looks";
    public const string AccountRequests = "account-requests";
    public const string LicenceOrders = "licence-orders";

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
            options.AddPolicy(AccountRequests, context => PerMinute(context, accountRequestsPerAddress));
            options.AddPolicy(LicenceOrders, context => PerMinute(context, licenceOrdersPerAddress));
        });
    }

    private static RateLimitPartition<string> PerMinute(HttpContext context, int limit) => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress?.ToString() ?? "",
        _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
}
