using System.Reflection;
using System.Text.RegularExpressions;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Docs;

/// <summary>What docs/authoring.md lists is what there is.</summary>
public sealed partial class AuthoringDocsTests
{
    [Fact]
    public void Every_obstacle_is_on_the_page_in_its_own_words()
    {
        var listed = Row().Matches(Repository.Read("docs/authoring.md")).Select(row => (row.Groups[1].Value, row.Groups[2].Value));
        var errors = from list in new[] { typeof(ContentErrors), typeof(RubricErrors), typeof(ResultErrors) }
                     from field in list.GetFields(BindingFlags.Public | BindingFlags.Static)
                     let error = (DomainError)field.GetValue(null)!
                     select (error.Code, error.Title);
        Assert.Equal(errors.Order(), listed.Order());
    }

    [GeneratedRegex(@"^\| `(\w+)` \| ([A-Z][^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
