using System.Threading.RateLimiting;
using Cesuur.Domain;

namespace Cesuur.Api.Http;

/// <summary>Throttles, per node and address, what can be guessed, access codes and passwords, and what a stranger can have stored and mailed.</summary>
internal static class RateLimits
{
    public const string CheckIn = "check-in";
    public const string SignIn = "sign-in";
    public const string AccountRequests = "account-requests";
    public const string LicenceOrders = "licence-orders";

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var perAddress = configuration.GetValue("RateLimits:CheckInsPerAddressPerMinute", 300);
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

            // A hall behind one address checks in at once, so the limit is a hall's and not a person's; with 5.9e14
            // codes, 300 guesses a minute find one of a million open codes in about four years of trying.
            options.AddPolicy(CheckIn, context => PerMinute(context, perAddress));
            options.AddPolicy(SignIn, context => PerMinute(context, signInsPerAddress));
            options.AddPolicy(AccountRequests, context => PerMinute(context, accountRequestsPerAddress));
            options.AddPolicy(LicenceOrders, context => PerMinute(context, licenceOrdersPerAddress));
        });
    }

    private static RateLimitPartition<string> PerMinute(HttpContext context, int limit) => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress?.ToString() ?? "",
        _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
}
