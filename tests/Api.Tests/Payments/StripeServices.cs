using Cesuur.Infrastructure.Payments;
using Cesuur.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cesuur.Api.Tests.Payments;

/// <summary>Our side of Stripe as a process has it.</summary>
internal static class StripeServices
{
    public static ServiceProvider For(StripeServer server, params string[] settings) => For(server, null, settings);

    public static ServiceProvider For(StripeServer server, ILoggerProvider? logs, params string[] settings) => new ServiceCollection()
        .AddLogging(logging =>
        {
            if (logs is not null)
            {
                logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
            }
        })
        .AddSingleton(TimeProvider.System)
        .AddPayments(new ConfigurationBuilder().AddCommandLine([.. server.Settings, .. settings]).Build())
        .BuildServiceProvider();

    public static StripeClient Client(this ServiceProvider services) => services.GetRequiredService<StripeClient>();

    public static StripeProvider Provider(this ServiceProvider services) => services.GetRequiredService<StripeProvider>();

    public static CheckoutRequest Request(string orderId = "ord_1", int vatRate = 2100, string language = "nl", string email = "inkoop@school.example") => new()
    {
        OrderId = orderId,
        Organisation = new(Guid.Parse("01964a5c-7e10-7000-8000-000000000001")),
        Currency = "EUR",
        Lines = [new CheckoutLine("Toetstegoed, 100–499", 1_250, 100), new CheckoutLine("Licentie & beheer", 49_999, 1)],
        VatRate = vatRate,
        Email = email,
        Language = language,
        SuccessUrl = "https://school.example/betaald?order=ord_1&ok=1",
        CancelUrl = "https://school.example/geannuleerd",
        ExpiresAt = ExpiresAt,
    };

    // One moment for a whole run: who asks again for the same checkout asks the same.
    private static readonly DateTimeOffset ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(2);
}
