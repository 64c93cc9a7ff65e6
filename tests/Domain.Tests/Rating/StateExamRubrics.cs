using System.Globalization;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

/// <summary>The templates of the state exam's tasks, as the tests name and score them.</summary>
internal static class StateExamRubrics
{
    public static Rubric Of(string template) => RubricTemplates.In(RubricLanguage.En).Single(known => known.Id == template).Rubric;

    /// <summary>Reads <c>adequacy 2, grammar 1</c>: points by criterion.</summary>
    public static Dictionary<string, int> Points(string text) => text
        .Split(", ", StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split(' '))
        .ToDictionary(part => part[0], part => int.Parse(part[1], CultureInfo.InvariantCulture));
}
