using Cesuur.Infrastructure.Database;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cesuur.Api.Tests.Database;

/// <summary>Migrations are written by hand, so this is what holds model and schema together.</summary>
[Collection(ApiCollection.Name)]
public sealed class ModelTests(ApiFixture fixture)
{
    /// <summary>Columns that only SQL uses.</summary>
    private static readonly string[] ColumnsOfTheDatabase = ["sittings.guard_lock", "sittings.due_at", "sitting_events.logged_at", "ledger_entries.holder_id"];

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_model_and_the_migrated_schema_agree_on_every_column()
    {
        var columns = await ColumnsAsync();
        await using var scope = _api.Services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<AppDb>().Model;
        var wrong = new List<string>();
        foreach (var entity in model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            var known = entity.GetProperties().Select(property => $"{table}.{property.GetColumnName()}").Concat(ColumnsOfTheDatabase).ToHashSet();
            wrong.AddRange(columns.Keys.Where(column => column.StartsWith(table + ".", StringComparison.Ordinal) && !known.Contains(column))
                .Select(column => $"{column} is in the schema and not in the model"));
            foreach (var property in entity.GetProperties().Where(property => property.GetColumnName() != "xmin"))
            {
                var name = $"{table}.{property.GetColumnName()}";
                if (!columns.TryGetValue(name, out var column))
                {
                    wrong.Add($"{name} is in the model and not in the schema");
                }
                else if (column.Nullable != property.IsNullable || !SameType(column.Type, property))
                {
                    wrong.Add($"{name}: the schema has {column}, the model {property.GetColumnType()}, nullable {property.IsNullable}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Every_entity_of_a_tenant_has_the_tenant_filter()
    {
        await using var scope = _api.Services.CreateAsyncScope();
        Assert.Empty(scope.ServiceProvider.GetRequiredService<AppDb>().Model.GetEntityTypes()
            .Where(entity => entity.GetDeclaredQueryFilters().All(filter => filter.Key != "tenant"))
            .Select(entity => entity.ClrType.Name));
    }

    private static bool SameType(string schema, IProperty property) => property.GetColumnType() switch
    {
        "character varying" => schema == "text",
        var type when type.StartsWith("numeric", StringComparison.Ordinal) => schema == "numeric",
        var type => schema == type,
    };

    private async Task<Dictionary<string, Column>> ColumnsAsync()
    {
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT c.relname || '.' || a.attname, format_type(a.atttypid, null), NOT a.attnotnull
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new Dictionary<string, Column>();
        while (await reader.ReadAsync())
        {
            columns[reader.GetString(0)] = new Column(reader.GetString(1), reader.GetBoolean(2));
        }

        return columns;
    }

    private sealed record Column(string Type, bool Nullable);
}
