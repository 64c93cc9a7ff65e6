using System.Reflection;
using Cesuur.Api.Http;
using Cesuur.Domain;

namespace Cesuur.Api.OpenApi;

/// <summary>All errors that there are: the fields of the classes named <c>…Errors</c>.</summary>
internal static class ErrorCatalogue
{
    public static readonly IReadOnlyList<DomainError> All =
    [
        .. from assembly in new[] { typeof(DomainError).Assembly, typeof(Infrastructure.Json).Assembly, typeof(HttpErrors).Assembly }
           from type in assembly.GetTypes()
           where type.Name.EndsWith("Errors", StringComparison.Ordinal)
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public)
           where field.FieldType == typeof(DomainError)
           let error = (DomainError)field.GetValue(null)!
           orderby error.Code
           select error,
    ];
}
