"""Fills a fresh Tryton database: a company, a root for analytic accounts, and a plain user for the connector.

Arguments: database, configuration file, password of the connector's user.
"""
import sys

from proteus import Model, Wizard, config

database, config_file, password = sys.argv[1:]
session = config.set_trytond(database, config_file=config_file)

party = Model.get('party.party')(name='Acme Builders Ltd')
party.save()
currency = Model.get('currency.currency')(name='US Dollar', symbol='$', code='USD')
currency.save()

wizard = Wizard('company.company.config')
wizard.execute('company')
wizard.form.party = party
wizard.form.currency = currency
wizard.execute('add')

User = Model.get('res.user')
session._context = User.get_preferences(True, {})
(company,) = Model.get('company.company').find()

Model.get('analytic_account.account')(name='Jobs', code='JOBS', type='root').save()

user = User(name='Connector', login='connector', password=password)
user.companies.append(company)
user.company = company
groups = ['Project Administration', 'Analytic Administration']
user.groups.extend(Model.get('res.group').find([('name', 'in', groups)]))
user.save()
