using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Cesuur.Domain;

namespace Cesuur.Api.Http;

/// <summary>The attributes of a request that the framework does not bind, and so does not check, by itself.</summary>
internal static class Validation
{
    /// <summary>What is wrong with the members of one object, which stands at this pointer in the request.</summary>
    public static IEnumerable<ErrorDetail> Check(object value, string pointer = "")
    {
        var wrong = new List<ValidationResult>();
        Validator.TryValidateObject(value, new ValidationContext(value), wrong, validateAllProperties: true);
        return from found in wrong
               from member in found.MemberNames
               select new ErrorDetail($"{pointer}/{JsonNamingPolicy.CamelCase.ConvertName(member)}", "invalid_value", found.ErrorMessage ?? "");
    }
}
