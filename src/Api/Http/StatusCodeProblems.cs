using Cesuur.Domain;
using Microsoft.AspNetCore.Diagnostics;

namespace Cesuur.Api.Http;

/// <summary>A body for the refusals that the framework makes without one.</summary>
internal static class StatusCodeProblems
{
    public static Task WriteAsync(StatusCodeContext context) => Problems.WriteAsync(
        context.HttpContext,
        new DomainException(context.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => HttpErrors.RouteNotFound,
            StatusCodes.Status405MethodNotAllowed => HttpErrors.MethodNotAllowed,
            StatusCodes.Status413PayloadTooLarge => HttpErrors.BodyTooLarge,
            StatusCodes.Status415UnsupportedMediaType => HttpErrors.UnsupportedMediaType,
            < 500 => HttpErrors.MalformedRequest,
            _ => HttpErrors.Internal,
        }));
}
