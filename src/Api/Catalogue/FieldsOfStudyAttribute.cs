using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Api.Catalogue;

/// <summary>Every one of the list is a <see cref="FieldOfStudy"/> by its form; null is an absent list.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class FieldsOfStudyAttribute() : ValidationAttribute($"Every field is lower-case words with dashes, of at most {FieldOfStudy.MaxLength} characters.")
{
    public override bool IsValid(object? value) =>
        value is null || ((IEnumerable<string>)value).All(field => field.Length <= FieldOfStudy.MaxLength && Form().Match(field).Length == field.Length && field.Length > 0);

    [GeneratedRegex(FieldOfStudy.Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
