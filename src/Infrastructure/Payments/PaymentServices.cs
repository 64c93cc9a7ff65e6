using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Infrastructure.Payments;

public static class PaymentServices
{
    public static IServiceCollection AddPayments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpClient(StripeClient.HttpClientName, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan; // each attempt has its own
                client.MaxResponseContentBufferSize = 4 * 1024 * 1024;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("Cesuur/1.0");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers(); // the client writes what is worth it, and neither headers nor bodies
        return services
            .AddSingleton(StripeOf(configuration))
            .AddSingleton<StripeClient>()
            .AddSingleton<StripeProvider>()
            .AddSingleton<StripeSignature>()
            .AddScoped<SimulatedProvider>()
            .AddScoped<PaymentProviders>();
    }

    public static StripeOptions StripeOf(IConfiguration configuration) => configuration.GetSection("Payments:Stripe").Get<StripeOptions>() ?? new StripeOptions();
}
