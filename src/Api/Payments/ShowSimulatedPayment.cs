using Cesuur.Api.Http;
using Cesuur.Infrastructure.Payments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Payments;

/// <summary>The page on which the buyer's part of a simulated payment is played: for people, hence not in the document.</summary>
internal sealed class ShowSimulatedPayment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet(SimulatedProvider.PagePath["/v1".Length..] + "{secret}", Handle)
        .Public()
        .Fails(HttpErrors.NotFound)
        .ExcludeFromDescription();

    private static async Task<ContentHttpResult> Handle(
        string secret, SimulatedPayments payments, HttpContext http, TimeProvider time, CancellationToken cancel)
    {
        var payment = await payments.FindAsync(secret, cancel);
        http.Response.Headers.ContentSecurityPolicy = SimulatedPaymentPage.PolicyFor(payment);
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(SimulatedPaymentPage.Write(payment, time.GetUtcNow()), "text/html; charset=utf-8");
    }
}
