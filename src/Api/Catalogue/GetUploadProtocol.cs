using Cesuur.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Catalogue;

/// <summary>Tells in headers which version and which extensions of tus are spoken, and how long an upload may be.</summary>
internal sealed class GetUploadProtocol : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapMethods("/media/uploads", [HttpMethods.Options], Handle)
        .Public();

    private static NoContent Handle(HttpContext http)
    {
        Tus.Speak(http);
        Tus.Offer(http.Response);
        return TypedResults.NoContent();
    }
}
