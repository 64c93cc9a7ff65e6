using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Infrastructure.Payments;

/// <summary>Who takes an organisation's money: nobody in a sandbox, otherwise whom <c>Payments:Provider</c> names.</summary>
public sealed class PaymentProviders(IConfiguration configuration, IServiceProvider services)
{
    public const string Stripe = "stripe";
    public const string Simulated = "simulated";

    /// <summary>The name under which an order remembers who took its money.</summary>
    /// <exception cref="DomainException"><c>payments_not_configured</c></exception>
    public string NameFor(bool sandbox) => sandbox ? Simulated : configuration["Payments:Provider"] switch
    {
        Stripe => Stripe,
        Simulated => Simulated,
        _ => throw new DomainException(OrderErrors.PaymentsNotConfigured),
    };

    /// <exception cref="DomainException"><c>payments_not_configured</c></exception>
    public IPaymentProvider For(bool sandbox) => Named(NameFor(sandbox));

    /// <summary>For an order that was made earlier, perhaps under other settings.</summary>
    /// <exception cref="PaymentException">There is no such provider any more.</exception>
    public IPaymentProvider Named(string name) => name switch
    {
        Simulated => services.GetRequiredService<SimulatedProvider>(),
        Stripe when services.GetRequiredService<StripeOptions>().SecretKey.Length > 0 => services.GetRequiredService<StripeProvider>(),
        _ => throw new PaymentException($"{name} is not set up any more."),
    };

    /// <summary>Whether payments of such an organisation are simulated now; its pay pages work only then.</summary>
    public bool AreSimulated(bool sandbox) => sandbox || configuration["Payments:Provider"] == Simulated;
}
