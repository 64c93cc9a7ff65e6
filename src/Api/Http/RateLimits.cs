using System.Threading.RateLimiting;
using Cesuur.Domain;

namespace Cesuur.Api.Http;

/// <summary>Throttles per node. What is guessed (codes) is throttled per address and in all.</summary>
internal static class RateLimits
{
    public const string CheckIn = "check-in";

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var perAddress = configuration.GetValue("RateLimits:CheckInsPerAddressPerMinute", 300);
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
            options.AddPolicy(CheckIn, context => RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = perAddress, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
        });
    }
}
